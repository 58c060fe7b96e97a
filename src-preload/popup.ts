import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron/renderer';
import { POPUP_COMMAND, POPUP_SHOWN, POPUP_VIEW } from './ipc/channels.ts';
import type { PopupBridge, PopupWindowView } from './ipc/popup.ts';

function subscribe(channel: string, handler: Parameters<typeof ipcRenderer.on>[1]): () => void {
  ipcRenderer.on(channel, handler);
  return () => ipcRenderer.off(channel, handler);
}

// The event object stays here, since it carries the sender.
const bridge: PopupBridge = {
  send: (command) => ipcRenderer.send(POPUP_COMMAND, command),
  onView: (listener) =>
    subscribe(POPUP_VIEW, (_event: IpcRendererEvent, view: PopupWindowView) => listener(view)),
  onShown: (listener) =>
    subscribe(POPUP_SHOWN, (_event: IpcRendererEvent, revision: number) => listener(revision)),
};

contextBridge.exposeInMainWorld('chakushin', bridge);
