// Universal newlines: "\r", "\n" and "\r\n" all end a line.

const LF = 1;
const CR = 2;
const CRLF = 4;

/** Takes decoded text in pieces, notes which newlines occur, and with `translate` makes each of them "\n". */
export class NewlineDecoder {
  readonly #translate: boolean;
  #heldBack = false;
  #seen = 0;

  constructor(translate: boolean) {
    this.#translate = translate;
  }

  /**
   * The text of a piece. A "\r" at its end is held back until it is known whether "\n" follows: so no piece ever ends
   * between the two, unless the stream ends there (`final`).
   */
  decode(piece: string, final: boolean): string {
    let text = piece;
    if (this.#heldBack && (text.length > 0 || final)) {
      text = `\r${text}`;
      this.#heldBack = false;
    }
    if (!final && text.endsWith("\r")) {
      text = text.slice(0, -1);
      this.#heldBack = true;
    }
    if (!text.includes("\r")) {
      if ((this.#seen & LF) === 0 && text.includes("\n")) this.#seen |= LF;
      return text;
    }
    return text.replace(/\r\n?|\n/g, (newline) => {
      this.#seen |= newline === "\n" ? LF : newline === "\r" ? CR : CRLF;
      return this.#translate ? "\n" : newline;
    });
  }

  /** The newlines met so far: null for none, one of them, or a list of several. */
  get seen(): string | string[] | null {
    const seen: string[] = [];
    if ((this.#seen & CR) !== 0) seen.push("\r");
    if ((this.#seen & LF) !== 0) seen.push("\n");
    if ((this.#seen & CRLF) !== 0) seen.push("\r\n");
    return seen.length > 1 ? seen : (seen[0] ?? null);
  }
}
