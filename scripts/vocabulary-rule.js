// An ESLint rule against words in names, file names and test titles that this project does not use: the field has a plain
// word for each, and one word means one thing. For a replacement see how neighbouring code names the same thing.

/** Single words of a camelCase name. */
const NAME_WORDS =
  /^(?:anew|beside|comfort|comforts|curtain|desk|judged|kept|likeliest|mend|mends|mended|somebody|surely|surety|tell|telling|tells|told|trouble|troubles|untold|whoever|whom|wish|wishes)$/u;
/** Printed by the terminal or stored in a file, so that they cannot change. */
const FIXED_NAMES = new Set(['beside', 'troubles', 'wish']);
/** A kind of telephone. */
const DESK_PHONE = /desk_?phones?/giu;
/** In test titles, which may quote names of things on screen. */
const TITLE_WORDS =
  /\b(?:anew|by itself|heard? of|mends?|mended|somebody|nobody|stands?|tells?|told|troubles?|whoever|whom)\b/iu;
const LIMIT_PREFIX = /^(?:MOST|LONGEST|LARGEST|SHORTEST)_/u;

/** @param {string} name */
function findWord(name) {
  if (FIXED_NAMES.has(name)) return undefined;
  if (LIMIT_PREFIX.test(name)) return name.split('_')[0];
  const words = name
    .replace(DESK_PHONE, '')
    .split(/(?<=[a-z0-9])(?=[A-Z])|_|-|\.|\s/u)
    .map((word) => word.toLowerCase());
  return words.find((word) => NAME_WORDS.test(word));
}

/** @type {import('eslint').Rule.RuleModule} */
export const vocabularyRule = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { word: '"{{word}}" is not a word of this project: say it in the field’s words.' },
  },
  create(context) {
    /** @param {import('eslint').AST.Program | import('eslint').Rule.Node} node @param {string | undefined} word */
    const report = (node, word) => {
      if (word !== undefined) context.report({ node, messageId: 'word', data: { word } });
    };
    return {
      Program: (node) => report(node, findWord(context.filename.split(/[\\/]/u).at(-1) ?? '')),
      Identifier: (node) => report(node, findWord(node.name)),
      PrivateIdentifier: (node) => report(node, findWord(node.name)),
      /** @param {import('eslint').Rule.Node} node */
      'CallExpression[callee.name=/^(?:describe|it|test)$/] > Literal:first-child'(node) {
        if (node.type === 'Literal' && typeof node.value === 'string')
          report(node, TITLE_WORDS.exec(node.value)?.[0]);
      },
    };
  },
};
