/**
 * Returns how many times more processor time `run` takes for `factor` times as much: about `factor` where the time
 * grows with the size, about its square where it grows with the square of it, about 1 where it does not grow. The
 * two take turns and the cheapest run of each counts, so that the result is the same on a busy machine.
 */
export function measureGrowth(run: (size: number) => void, size: number, factor = 8, rounds = 3): number {
  let small = Infinity;
  let large = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    small = Math.min(
      small,
      measureCpuUs(() => run(size)),
    );
    large = Math.min(
      large,
      measureCpuUs(() => run(size * factor)),
    );
  }
  return large / small;
}

/** Eight times as much at least takes 64 times as long where the time grows with the square. */
export const MAX_LINEAR_GROWTH = 24;

/** Processor time of this process, which does not count what other processes take, in µs. */
function measureCpuUs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return Math.max(user + system, 1);
}
