/**
 * An ESLint rule that keeps words out of names, file names and test titles which this project does not use: for each the
 * field has a plain one, and one word means one thing. What to say instead: CONTRIBUTING.md or the nearest neighbour.
 */

/** Single words of a camelCase name. */
const NAME_WORDS = new Set(
  'anew beside comfort comforts curtain desk judged kept likeliest mend mends mended somebody surely surety tell telling tells told trouble troubles untold whoever whom wish wishes'.split(
    ' ',
  ),
);
/** Printed by the terminal or stored in a file: fixed towards the outside. */
const FIXED_NAMES = new Set(['beside', 'troubles', 'wish']);
/** A kind of telephone. */
const DESK_PHONE = /desk_?phones?/giu;
/** In test titles; names of things on screen may be quoted there. */
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
  return words.find((word) => NAME_WORDS.has(word));
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
      Program(node) {
        report(node, findWord(context.filename.split(/[\\/]/u).at(-1) ?? ''));
      },
      Identifier(node) {
        report(node, findWord(node.name));
      },
      PrivateIdentifier(node) {
        report(node, findWord(node.name));
      },
      /** @param {import('eslint').Rule.Node} node */
      'CallExpression[callee.name=/^(?:describe|it|test)$/] > Literal:first-child'(node) {
        if (node.type === 'Literal' && typeof node.value === 'string')
          report(node, TITLE_WORDS.exec(node.value)?.[0]);
      },
    };
  },
};
