/**
 * Returns how many times more CPU time `run` takes for `factor` times the size: about `factor` if it is linear, about its
 * square if quadratic, about 1 if constant. Both sizes run alternately and the fastest run of each counts, so that a busy
 * machine does not change the result.
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

/** Limit for linear growth at the default factor of 8, at which quadratic time would grow by 64. */
export const MAX_LINEAR_GROWTH = 24;

/** CPU time of this process in µs, which other processes do not affect. */
function measureCpuUs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return Math.max(user + system, 1);
}
