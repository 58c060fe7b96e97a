/** Parts grow one by one, so that growing never takes long. */
const PART_COUNT = 256;
const FIRST_CAPACITY = 16;
const MAX_LOAD_FACTOR = 0.7;

/** Slots are pairs of hash and value + 1; 0 means free. */
interface Part {
  slots: Uint32Array;
  used: number;
}

/**
 * Maps texts to integers without storing the texts, so callers must check whether an integer belongs to a
 * text. A `Map` of millions of texts would take ten times the memory, half a second to grow, and time in
 * every garbage collection.
 */
export class HashIndex {
  readonly #parts: Part[] = Array.from({ length: PART_COUNT }, () => ({
    slots: new Uint32Array(2 * FIRST_CAPACITY),
    used: 0,
  }));
  #size = 0;

  /** texts that have a value */
  get size(): number {
    return this.#size;
  }

  /** @param isForText whether the value was set for `text` */
  find(text: string, isForText: (value: number) => boolean): number | null {
    const hash = hashText(text);
    const { slots } = this.#part(hash);
    const value = slots[findSlot(slots, hash, isForText) + 1] ?? 0;
    return value === 0 ? null : value - 1;
  }

  /** Replaces the value of the text, if it has one. */
  set(text: string, value: number, isForText: (value: number) => boolean): void {
    const hash = hashText(text);
    const part = this.#part(hash);
    const slot = findSlot(part.slots, hash, isForText);
    const isNew = part.slots[slot + 1] === 0;
    part.slots[slot] = hash;
    part.slots[slot + 1] = value + 1;
    if (!isNew) return;
    this.#size += 1;
    part.used += 1;
    if (part.used * 2 > part.slots.length * MAX_LOAD_FACTOR) part.slots = grow(part.slots);
  }

  #part(hash: number): Part {
    const part = this.#parts[hash >>> 24];
    if (part === undefined) throw new RangeError('a hash has 32 bits');
    return part;
  }
}

/** The slot of the text, or else the free one for it. */
function findSlot(slots: Uint32Array, hash: number, isForText: (value: number) => boolean): number {
  const last = slots.length - 1;
  for (let slot = (hash * 2) & last; ; slot = (slot + 2) & last) {
    const value = slots[slot + 1] ?? 0;
    if (value === 0 || (slots[slot] === hash && isForText(value - 1))) return slot;
  }
}

function grow(slots: Uint32Array): Uint32Array {
  const larger = new Uint32Array(slots.length * 2);
  for (let slot = 0; slot < slots.length; slot += 2) {
    const [hash = 0, value = 0] = [slots[slot], slots[slot + 1]];
    if (value === 0) continue;
    const free = findSlot(larger, hash, () => false);
    larger[free] = hash;
    larger[free + 1] = value;
  }
  return larger;
}

/** FNV-1a of UTF-16 units, then MurmurHash3's finalizer, so that consecutive numbers do not cluster. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
