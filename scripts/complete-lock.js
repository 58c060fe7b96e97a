// Run after adding a dependency: node scripts/complete-lock.js
// npm leaves platform packages that its registry does not have out of package-lock.json, and then `npm ci` rejects the
// file as incomplete. This script adds them as optional packages for another platform, by version only.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { root } from './common.js';

// Records keep the order of their keys, so that the file changes only by what is added.
const Lock = z.record(z.string(), z.unknown());
const Packages = z.record(z.string(), Lock);
const Versions = z.record(z.string(), z.string()).catch({});
const PLATFORM =
  /(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64)(?:-(\w+))?$/u;

const file = path.join(root, 'package-lock.json');
const lock = Lock.parse(JSON.parse(readFileSync(file, 'utf8')));
const packages = Packages.parse(lock['packages']);
let added = 0;
for (const [folder, { optionalDependencies, dev, engines }] of Object.entries(packages)) {
  if (folder === '') continue;
  for (const [name, version] of Object.entries(Versions.parse(optionalDependencies))) {
    const known = [`${folder}/node_modules/${name}`, `node_modules/${name}`].some((key) => key in packages);
    const [, os, cpu, abi = ''] = PLATFORM.exec(name) ?? [];
    if (known || os === undefined || cpu === undefined || !/^\d+\.\d+\.\d+/u.test(version)) continue;
    packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(dev === true && { dev }),
      ...(os === 'linux' && abi !== '' && { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] }),
      optional: true,
      os: [os],
      ...(engines !== undefined && { engines }),
    };
    added += 1;
  }
}
const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
process.stderr.write(`${added} platform packages added to package-lock.json\n`);
