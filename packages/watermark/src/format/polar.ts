/**
 * Polar code of length 1024 with list decoding (Tal and Vardy, IEEE Trans. Inf. Theory 61, 2015).
 * The information set follows the polarisation weight (He et al., 2017, beta = 2^(1/4)).
 */

/** Code bits. */
export const CODE_LENGTH = 1024;
const STAGES = 10;

/** The positions that carry `count` bits, in rising order. */
export function informationSet(count: number): Uint16Array {
  const beta = Math.sqrt(Math.sqrt(2));
  const weight = new Float64Array(CODE_LENGTH);
  for (let i = 0; i < CODE_LENGTH; i++) {
    let power = 1;
    for (let b = 0; b < STAGES; b++, power *= beta) if ((i >> b) & 1) weight[i]! += power;
  }
  const order = Array.from(weight.keys()).sort((a, b) => weight[b]! - weight[a]! || b - a);
  return Uint16Array.from(order.slice(0, count)).sort();
}

/** The polar transform over GF(2), in place; it is its own inverse. */
export function polarTransform(bits: Uint8Array): void {
  for (let half = 1; half < CODE_LENGTH; half <<= 1) {
    for (let at = 0; at < CODE_LENGTH; at += 2 * half) {
      for (let i = at; i < at + half; i++) bits[i]! ^= bits[i + half]!;
    }
  }
}

export interface PolarDecoder {
  /**
   * Fills `paths` with up to `list` candidate inputs of {@link polarTransform}, best first.
   * @param llr one log-likelihood ratio a code bit, positive for 0
   * @returns how many there are; candidate p is `candidate(p)`
   */
  decode(llr: Float32Array): number;
  /** The information bits of a candidate, into `out`. */
  candidate(rank: number, out: Uint8Array): void;
}

/**
 * A successive cancellation list decoder. Every node of the tree hands back its code bits together
 * with a table that says which path of the caller each surviving path grew from; so no path is ever
 * copied. All memory is allocated here.
 */
export function createPolarDecoder(information: Uint16Array, list: number): PolarDecoder {
  const frozen = new Uint8Array(CODE_LENGTH).fill(1);
  for (const i of information) frozen[i] = 0;
  const llr: Float32Array[] = [];
  const bits: Uint8Array[] = [];
  const parent: Uint8Array[] = [];
  const parentOfLeft: Uint8Array[] = [];
  for (let s = 0; s <= STAGES; s++) {
    llr.push(new Float32Array(list << s));
    bits.push(new Uint8Array(list << s));
    parent.push(new Uint8Array(list));
    parentOfLeft.push(new Uint8Array(list));
  }
  const left: Uint8Array[] = bits.map((b) => new Uint8Array(b.length));
  const metric = new Float64Array(list);
  const forked = new Float64Array(2 * list);
  const order = new Uint16Array(2 * list);
  const rank = new Uint16Array(list);
  const word = new Uint8Array(CODE_LENGTH);
  let paths = 1;

  function leaf(index: number): void {
    const a = llr[0]!;
    const b = bits[0]!;
    const from = parent[0]!;
    if (frozen[index]) {
      for (let p = 0; p < paths; p++) {
        if (a[p]! < 0) metric[p]! -= a[p]!;
        b[p] = 0;
        from[p] = p;
      }
      return;
    }
    for (let p = 0; p < paths; p++) {
      const v = a[p]!;
      forked[2 * p] = metric[p]! + (v < 0 ? -v : 0);
      forked[2 * p + 1] = metric[p]! + (v > 0 ? v : 0);
    }
    let count = 2 * paths;
    for (let i = 0; i < count; i++) {
      let j = i;
      const f = forked[i]!;
      for (; j > 0 && forked[order[j - 1]!]! > f; j--) order[j] = order[j - 1]!;
      order[j] = i;
    }
    count = Math.min(count, list);
    for (let p = 0; p < count; p++) {
      const o = order[p]!;
      from[p] = o >> 1;
      b[p] = o & 1;
    }
    for (let p = 0; p < count; p++) metric[p] = forked[order[p]!]!;
    paths = count;
  }

  function node(stage: number, index: number): void {
    const size = 1 << stage;
    const a = llr[stage]!;
    const b = bits[stage]!;
    const from = parent[stage]!;
    if (stage === 0) {
      leaf(index);
      return;
    }
    let any = false;
    for (let i = index; i < index + size; i++) any ||= frozen[i] === 0;
    if (!any) {
      for (let p = 0; p < paths; p++) {
        let penalty = 0;
        for (let i = p << stage; i < (p + 1) << stage; i++) if (a[i]! < 0) penalty -= a[i]!;
        metric[p]! += penalty;
        from[p] = p;
      }
      b.fill(0, 0, paths << stage);
      return;
    }
    const half = size >> 1;
    const child = llr[stage - 1]!;
    const childBits = bits[stage - 1]!;
    const childFrom = parent[stage - 1]!;
    const kept = left[stage - 1]!;
    const firstFrom = parentOfLeft[stage]!;
    for (let p = 0; p < paths; p++) {
      const at = p << stage;
      const to = p << (stage - 1);
      for (let i = 0; i < half; i++) {
        const x = a[at + i]!;
        const y = a[at + half + i]!;
        const ax = x < 0 ? -x : x;
        const ay = y < 0 ? -y : y;
        const m = ax < ay ? ax : ay;
        child[to + i] = x < 0 === y < 0 ? m : -m;
      }
    }
    node(stage - 1, index);
    kept.set(childBits.subarray(0, paths << (stage - 1)));
    firstFrom.set(childFrom);
    for (let p = 0; p < paths; p++) {
      const at = firstFrom[p]! << stage;
      const to = p << (stage - 1);
      for (let i = 0; i < half; i++) {
        const x = a[at + i]!;
        const y = a[at + half + i]!;
        child[to + i] = kept[to + i] ? y - x : y + x;
      }
    }
    node(stage - 1, index + half);
    for (let p = 0; p < paths; p++) {
      const q = childFrom[p]!;
      from[p] = firstFrom[q]!;
      const at = p << stage;
      const l = q << (stage - 1);
      const r = p << (stage - 1);
      for (let i = 0; i < half; i++) {
        const y = childBits[r + i]!;
        b[at + i] = kept[l + i]! ^ y;
        b[at + half + i] = y;
      }
    }
  }

  return {
    decode(input) {
      paths = 1;
      metric[0] = 0;
      llr[STAGES]!.set(input);
      node(STAGES, 0);
      for (let i = 0; i < paths; i++) {
        let j = i;
        for (; j > 0 && metric[rank[j - 1]!]! > metric[i]!; j--) rank[j] = rank[j - 1]!;
        rank[j] = i;
      }
      return paths;
    },
    candidate(n, out) {
      const at = rank[n]! << STAGES;
      word.set(bits[STAGES]!.subarray(at, at + CODE_LENGTH));
      polarTransform(word);
      for (let i = 0; i < information.length; i++) out[i] = word[information[i]!]!;
    },
  };
}
