const { contextBridge, ipcRenderer } = require('electron/renderer');

contextBridge.exposeInMainWorld('floor', {
  onShow: (/** @type {(text: string) => void} */ show) =>
    ipcRenderer.on('show', (_event, text) => show(text)),
  onShown: (/** @type {() => void} */ shown) => ipcRenderer.on('shown', () => shown()),
  painted: () => ipcRenderer.send('painted'),
});
