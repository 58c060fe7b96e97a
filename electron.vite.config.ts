import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const here = import.meta.dirname;

export default defineConfig({
  main: {
    build: {
      rolldownOptions: {
        input: {
          index: resolve(here, 'src-main/index.ts'),
          'keychain-worker': resolve(here, 'src-main/keychain-worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload script must be one CommonJS file that requires nothing.
      externalizeDeps: false,
      isolatedEntries: true,
      rolldownOptions: {
        input: {
          popup: resolve(here, 'src-preload/popup.ts'),
          'main-window': resolve(here, 'src-preload/main-window.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'src-renderer'),
    plugins: [react()],
    build: {
      minify: true,
      rolldownOptions: {
        input: {
          popup: resolve(here, 'src-renderer/popup.html'),
          'main-window': resolve(here, 'src-renderer/main-window.html'),
        },
      },
    },
  },
});
