import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron/renderer';
import { POPUP_COMMAND, POPUP_VIEW, type PopupBridge, type PopupView } from './contract.ts';

const bridge: PopupBridge = {
  send: (command) => ipcRenderer.send(POPUP_COMMAND, command),
  onView: (listener) => {
    // The event object stays here: it carries the sender.
    const handler = (_event: IpcRendererEvent, view: PopupView): void => listener(view);
    ipcRenderer.on(POPUP_VIEW, handler);
    return () => ipcRenderer.off(POPUP_VIEW, handler);
  },
};

contextBridge.exposeInMainWorld('chakushin', bridge);
