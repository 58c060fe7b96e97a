// An ESLint rule against words in names, file names, test titles and comments that this project does not use: the field
// has a plain word for each, and one word means one thing. For a replacement see how neighboring code names the same
// thing. The words are American English.

/** Single words of a camelCase name. */
const NAME_WORDS =
  /^(?:anew|beside|comfort|comforts|curtain|desk|judged|kept|likeliest|mend|mends|mended|somebody|surely|surety|tell|telling|tells|told|trouble|troubles|untold|whoever|whom|wish|wishes)$/u;
/** Printed by the terminal or stored in a file, so that they cannot change. */
const FIXED_NAMES = new Set(['beside', 'troubles', 'wish']);
/** A kind of phone. */
const DESK_PHONE = /desk_?phones?/giu;
/** In test titles, comments and messages of scripts. */
const PROSE_WORDS =
  /\b(?:anew|by itself|heard? of|mends?|mended|somebody|nobody|shall|stands?(?!-in)|tells?|told|troubles?|whoever|whom)\b/iu;
/** British spelling. */
const BRITISH_WORDS =
  /\b(?:behaviours?|cancelled|colours?|dialled|e-mails?|initialis\w*|neighbour\w*|normalis\w*|recognis\w*|telephones?)\b/iu;
/** Quoted names of code, data and files. */
const QUOTED = /`[^`]*`|[\w./]*colour\.\w+|dialled-number/gu;
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

/** @param {string} text */
function findProseWord(text) {
  const prose = text.replace(QUOTED, '');
  return (PROSE_WORDS.exec(prose) ?? BRITISH_WORDS.exec(prose))?.[0];
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
    const isScript = /[\\/](?:scripts|src-cli)[\\/][^.]*\.(?:js|ts)$/u.test(context.filename);
    return {
      Program: (node) => {
        report(node, findWord(context.filename.split(/[\\/]/u).at(-1) ?? ''));
        for (const { value, loc } of context.sourceCode.getAllComments()) {
          const word = findProseWord(value);
          if (word !== undefined && loc) context.report({ loc, messageId: 'word', data: { word } });
        }
      },
      Identifier: (node) => report(node, findWord(node.name)),
      PrivateIdentifier: (node) => report(node, findWord(node.name)),
      /** @param {import('eslint').Rule.Node} node */
      'CallExpression[callee.name=/^(?:describe|it|test)$/] > Literal:first-child'(node) {
        if (node.type === 'Literal' && typeof node.value === 'string')
          report(node, findProseWord(node.value));
      },
      Literal: (node) => {
        if (isScript && typeof node.value === 'string' && node.value.includes(' '))
          report(node, findProseWord(node.value));
      },
      TemplateElement: (node) => {
        if (isScript) report(node, findProseWord(node.value.raw));
      },
    };
  },
};
