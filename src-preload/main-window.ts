import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron/renderer';
import { MAIN_COMMAND, MAIN_VIEW, type MainBridge, type MainView } from './ipc/main-window.ts';

// The event object stays here, since it carries the sender.
const bridge: MainBridge = {
  invoke: (command) => ipcRenderer.invoke(MAIN_COMMAND, command),
  onView: (listener) => {
    const handler = (_event: IpcRendererEvent, view: MainView): void => listener(view);
    ipcRenderer.on(MAIN_VIEW, handler);
    return () => ipcRenderer.off(MAIN_VIEW, handler);
  },
};

contextBridge.exposeInMainWorld('mainWindow', bridge);
