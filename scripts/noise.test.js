import { describe, expect, it } from 'vitest';
import { isNoise } from './noise.js';

describe("Chromium's noise on stderr", () => {
  it.each([
    '[6210:1122/095008.699072:ERROR:bus.cc(407)] Failed to connect to the bus: Failed to connect to socket /run/dbus/system_bus_socket: No such file or directory',
    '[6210:1122/095008.699072:ERROR:dbus/bus.cc:408] Failed to connect to the bus: Could not parse server address',
    '[6239:1122/095009.056838:ERROR:viz_main_impl.cc(181)] Exiting GPU process due to errors during initialization',
    '[12:0101/000000.000001:ERROR:gpu/command_buffer/service/shared_image/shared_image_manager.cc:253] StagingBuffer: no match',
  ])('drops %s', (line) => {
    expect(isNoise(line)).toBe(true);
  });

  it.each([
    'Error: Failed to connect to the bus',
    'chakushin: the GPU process of a customer is called StagingBuffer',
    '[6210:1122/095008.699072:ERROR:ssl_client_socket_impl.cc(878)] handshake failed; net_error -202',
    '[6210:1122/095008.699072:FATAL:setuid_sandbox_host.cc(158)] The SUID sandbox helper binary was found',
    '',
  ])('keeps %s', (line) => {
    expect(isNoise(line)).toBe(false);
  });
});
