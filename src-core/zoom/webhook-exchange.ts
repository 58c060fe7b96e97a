import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  checkHead,
  getAnnouncedBytes,
  MAX_BODY_BYTES,
  STATUS_BY_REFUSAL,
  type AcceptedBody,
  type RefusedRequest,
  type SignatureClaim,
  type WebhookRefusal,
} from './webhook-verification.ts';

export interface ExchangeContext {
  readonly path: string;
  /** Whether to close the connection with the answer. */
  isStopping(): boolean;
  checkBody(claim: SignatureClaim, body: Buffer): RefusedRequest | AcceptedBody;
  /** Called after the answer, as `refused`. */
  accepted(body: AcceptedBody): void;
  refused(reason: WebhookRefusal, bytes: number): void;
}

/** One request to the webhook and its answer. */
export class WebhookExchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #context: ExchangeContext;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #isAnswered = false;

  constructor(request: IncomingMessage, response: ServerResponse, context: ExchangeContext) {
    this.#request = request;
    this.#response = response;
    this.#context = context;
    // A client may disconnect; Node reports it on either.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
  }

  /**
   * Reads the request, and answers it when it is complete or can be refused.
   *
   * @returns whether it reads the body
   */
  begin(awaitsContinue: boolean): boolean {
    const head = checkHead(this.#request, this.#context.path);
    if (head.kind === 'refused') {
      // Discards the rest of a small body, so that the connection stays usable and the answer is not lost. A
      // large one is not read. A client waiting for 100-continue gets none, and Node closes its connection.
      const closeAfter = head.reason === 'too-large';
      this.#refuse(head.reason, getAnnouncedBytes(this.#request.headersDistinct), closeAfter);
      if (closeAfter) return false;
    } else if (awaitsContinue) this.#response.writeContinue();
    this.#request.on('data', (chunk: Buffer) => this.#addChunk(chunk));
    this.#request.on('end', () => {
      if (!this.#isAnswered && head.kind === 'claim') this.#answerBody(head);
    });
    return true;
  }

  /** Called when the connection fails. */
  abort(reason: WebhookRefusal): void {
    if (this.#isAnswered) this.#request.socket.destroy();
    else this.#refuse(reason, this.#bytes, true);
  }

  #addChunk(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_BODY_BYTES) this.abort('too-large');
    else if (!this.#isAnswered) this.#chunks.push(chunk);
  }

  #answerBody(claim: SignatureClaim): void {
    const result = this.#context.checkBody(claim, Buffer.concat(this.#chunks));
    switch (result.kind) {
      case 'refused':
        this.#refuse(result.reason, this.#bytes);
        return;
      case 'validation':
        this.#answer(200, result.answer);
        break;
      case 'event':
        // Answer before any work, because Zoom counts more than 3 s as a failure.
        this.#answer(204, null);
    }
    this.#context.accepted(result);
  }

  #answer(status: number, body: string | null, closeAfter = false): void {
    this.#isAnswered = true;
    this.#chunks.length = 0;
    const response = this.#response;
    if (closeAfter || this.#context.isStopping()) response.setHeader('connection', 'close');
    if (body !== null) response.setHeader('content-type', 'application/json');
    // 204 must have no length, not even zero.
    if (status !== 204) response.setHeader('content-length', Buffer.byteLength(body ?? ''));
    response.writeHead(status).end(body ?? '');
  }

  #refuse(reason: WebhookRefusal, bytes: number, closeAfter = false): void {
    if (reason === 'method') this.#response.setHeader('allow', 'POST');
    this.#answer(STATUS_BY_REFUSAL[reason], null, closeAfter);
    this.#context.refused(reason, bytes);
  }
}
