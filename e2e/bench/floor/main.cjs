// A bare window of the popup's kind with static HTML: what Electron itself costs on this machine.
// Reads one text per line on stdin; prints, per text, the ms from sending it to the window being shown with it painted.
const { app, BrowserWindow, ipcMain } = require('electron/main');
const path = require('node:path');
const readline = require('node:readline');

app.whenReady().then(async () => {
  const window = new BrowserWindow({
    x: 16,
    y: 400,
    width: 400,
    height: 240,
    show: false,
    frame: false,
    resizable: false,
    skipTaskbar: true,
    alwaysOnTop: true,
    focusable: false,
    type: 'notification',
    backgroundColor: '#dfe4ea',
    webPreferences: {
      preload: path.join(__dirname, 'preload.cjs'),
      sandbox: true,
      backgroundThrottling: false,
    },
  });
  await window.loadFile(path.join(__dirname, 'floor.html'));
  process.stdout.write('ready\n');
  readline
    .createInterface({ input: process.stdin })
    .on('line', (text) => {
      const begun = performance.now();
      ipcMain.once('painted', () => {
        window.setAlwaysOnTop(true, 'screen-saver');
        window.showInactive();
        ipcMain.once('painted', () => {
          process.stdout.write(`${performance.now() - begun}\n`);
          // Hidden at once, a window that is just being mapped stalls for up to a second.
          setTimeout(() => window.hide(), 30);
        });
        window.webContents.send('shown');
      });
      window.webContents.send('show', text);
    })
    .on('close', () => app.quit());
});
