import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron/renderer';
import { MAIN_COMMAND, MAIN_VIEW } from './ipc/channels.ts';
import type { MainBridge, MainView } from './ipc/main-window.ts';

// The event object stays here, since it carries the sender.
const bridge: MainBridge = {
  invoke: (message) => ipcRenderer.invoke(MAIN_COMMAND, message),
  onView: (listener) => {
    const handler = (_event: IpcRendererEvent, view: MainView): void => listener(view);
    ipcRenderer.on(MAIN_VIEW, handler);
    return () => ipcRenderer.off(MAIN_VIEW, handler);
  },
};

contextBridge.exposeInMainWorld('mainWindow', bridge);
