import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron/renderer';
import { POPUP_COMMAND, POPUP_SHOWN, POPUP_VIEW, type PopupBridge, type PopupFrame } from './contract.ts';

function on(channel: string, handler: Parameters<typeof ipcRenderer.on>[1]): () => void {
  ipcRenderer.on(channel, handler);
  return () => ipcRenderer.off(channel, handler);
}

// The event object stays here, since it carries the sender.
const bridge: PopupBridge = {
  send: (command) => ipcRenderer.send(POPUP_COMMAND, command),
  onView: (listener) => on(POPUP_VIEW, (_event: IpcRendererEvent, view: PopupFrame) => listener(view)),
  onShown: (listener) => on(POPUP_SHOWN, (_event: IpcRendererEvent, revision: number) => listener(revision)),
};

contextBridge.exposeInMainWorld('chakushin', bridge);
