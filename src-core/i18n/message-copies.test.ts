/** Tests ask for the key of a sentence (`test-support/messages.ts`), so that editing a sentence changes no test. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { en } from '../locales/en/index.ts';
import { ja } from '../locales/ja/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['src-core', 'src-main', 'src-cli', 'src-preload', 'src-renderer', 'src-simulator', 'e2e'];
/** These files define what a sentence must look like. */
const EXEMPT = new Set(['src-core/i18n/i18n.test.ts', 'src-core/i18n/message-copies.test.ts']);
/** Shorter sentences are words that a test may need for another reason ("Name", "検索"). */
const MIN_LENGTH = { en: 16, ja: 8 };

const stripParams = (sentence: string): string => sentence.replace(/\{\{\w+\}\}/gu, '').trim();
const sentences = [
  ...Object.values(en).filter(
    (sentence) => stripParams(sentence).length >= MIN_LENGTH.en && sentence.includes(' '),
  ),
  // Examples of numbers are the same in both languages, and tests need them as data.
  ...Object.values(ja).filter(
    (sentence) =>
      stripParams(sentence).length >= MIN_LENGTH.ja &&
      /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u.test(sentence),
  ),
].filter((sentence) => !/^[\d+ -]+$/u.test(sentence));
/** The fixed parts of each sentence, split at its parameters. */
const fragments = [...new Set(sentences)].map((sentence) => sentence.split(/\{\{\w+\}\}/u));

/** Whether the text contains a whole sentence, with anything in place of its parameters. */
function hasCopy(text: string): boolean {
  return fragments.some((parts) => {
    let end = 0;
    return parts.every((part) => {
      const start = text.indexOf(part, end);
      end = start + part.length;
      return start >= 0;
    });
  });
}

const testFiles = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
).filter((file) => /\.(?:test|spec)\.tsx?$/u.test(file) && !EXEMPT.has(file));

/** Returns the string literals in a file, except test titles. */
function readLiterals(file: string): readonly string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(ROOT, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const literals: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) literals.push(node.text);
    if (ts.isTemplateExpression(node))
      literals.push(node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join(''));
    const isTest = ts.isCallExpression(node) && /^(?:test|describe)\b/u.test(node.expression.getText(source));
    for (const child of isTest ? node.arguments.slice(1) : node.getChildren(source)) visit(child);
  };
  visit(source);
  return literals;
}

describe('test files', () => {
  test('are found', () => {
    expect(testFiles.length).toBeGreaterThan(100);
  });

  test.each(testFiles)('%s copies no sentence', (file) => {
    expect(readLiterals(file).filter(hasCopy)).toEqual([]);
  });
});
