/** Reads a query token by token: the base of the stand-ins' query parsers. */
export class TokenReader {
  readonly #tokens: readonly string[];
  protected readonly createError: (near: string) => Error;
  readonly #ignoresCase: boolean;
  #next = 0;

  /**
   * @param token matches one token; it has no capturing groups
   * @param createError the CRM's syntax error near some text
   * @param ignoresCase whether keywords may be written in any case
   */
  constructor(text: string, token: RegExp, createError: (near: string) => Error, ignoresCase = true) {
    this.createError = createError;
    this.#ignoresCase = ignoresCase;
    const parts = text.matchAll(new RegExp(`\\s+|(${token.source})|(.)`, 'gsu'));
    this.#tokens = [...parts].flatMap(([, found, invalid]) => {
      if (invalid !== undefined) throw createError(invalid);
      return found ?? [];
    });
  }

  protected get isAtEnd(): boolean {
    return this.#next >= this.#tokens.length;
  }

  protected next(): string {
    const token = this.#tokens[this.#next++];
    if (token === undefined) throw this.createError('');
    return token;
  }

  protected isNext(word: string): boolean {
    const token = this.#tokens[this.#next];
    return (this.#ignoresCase ? token?.toLowerCase() : token) === word;
  }

  /** Consumes the next token if it is `word`. */
  protected take(word: string): boolean {
    const isFound = this.isNext(word);
    if (isFound) this.#next += 1;
    return isFound;
  }

  protected expect(word: string): void {
    if (!this.take(word)) throw this.createError(this.#tokens[this.#next] ?? '');
  }

  protected expectEnd(): void {
    const token = this.#tokens[this.#next];
    if (token !== undefined) throw this.createError(token);
  }

  /** One item or more, separated by `separator`. */
  protected parseList<T>(separator: string, parseItem: () => T): T[] {
    const items = [parseItem()];
    while (this.take(separator)) items.push(parseItem());
    return items;
  }
}
