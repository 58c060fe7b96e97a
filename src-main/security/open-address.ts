import type { Shell } from 'electron/common';
import type { Notice } from '../../src-core/i18n/notice.ts';
import { toSafeAddress } from './safe-link.ts';

export interface AddressOpenerDeps {
  readonly shell: Pick<Shell, 'openExternal'>;
  /** the demo's addresses do not exist: they are only reported */
  readonly isDemo: boolean;
  readonly reportDemo: (text: string) => void;
  readonly addNotice: (notice: Notice) => void;
  /** called if the system cannot open it */
  readonly onError: (error: unknown) => void;
}

/** Opens an address in the browser or in Zoom's client; an unsafe one, or null, only adds a notice. */
export type OpenAddress = (address: string | null) => void;

export function createAddressOpener(deps: AddressOpenerDeps): OpenAddress {
  return (address) => {
    const safeAddress = address === null ? null : toSafeAddress(address);
    if (safeAddress === null) {
      deps.addNotice({ level: 'warn', code: 'unsafe-link', params: {} });
    } else if (deps.isDemo) {
      deps.reportDemo(`demo: not opening ${safeAddress}\n`);
    } else {
      // The active window keeps the keyboard focus where the system allows it (macOS).
      deps.shell.openExternal(safeAddress, { activate: false }).catch(deps.onError);
    }
  };
}
