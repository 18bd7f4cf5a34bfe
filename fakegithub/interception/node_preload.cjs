// Loaded before a Node program by NODE_OPTIONS: its connections to GitHub's hosts reach the world.
//
// Every client of Node connects through net.Socket: fetch, http, https, axios, undici, got. So this one
// method leads to the world's doors, and refuses real hosts. TLS and its checks stay as they are: the
// certificate is trusted through NODE_EXTRA_CA_CERTS.
'use strict';

const net = require('node:net');

const { hosts, allowed, https, http, proxy } = JSON.parse(process.env.FAKEGITHUB_INTERCEPTION || '{}');
const doors = { 443: https, 80: http };
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|::1?|::ffff:127(\.\d+){3})$/;

function plain(host) {
  return String(host || 'localhost').replace(/^\[|\]$/g, '').replace(/\.$/, '').toLowerCase();
}

// The proxy notes what is refused, so that the test can see it.
function tell(host, port) {
  const telling = net.connect(proxy, '127.0.0.1');
  telling.on('error', () => {});
  telling.end(`CONNECT ${host.includes(':') ? `[${host}]` : host}:${port} HTTP/1.1\r\n\r\n`);
  telling.resume();
}

function refusal(host, port) {
  const error = new Error(
    `${host}:${port} is not called while fakegithub intercepts. This world has ${hosts.join(', ')}; ` +
      `answer it from the loopback interface, or allow it with allow=["${host}"]`,
  );
  error.code = 'ECONNREFUSED';
  return error;
}

if (hosts) {
  const connect = net.Socket.prototype.connect;

  net.Socket.prototype.connect = function (...args) {
    // net.connect hands over what it has normalised as [options, callback], others options or port and host.
    const normalised = Array.isArray(args[0]);
    const given = normalised ? args[0][0] : args[0];
    const options = typeof given === 'object' ? given : { port: given, host: typeof args[1] === 'string' ? args[1] : undefined };
    if (options.path || options.port === undefined || options.port === null) return connect.apply(this, args);
    const host = plain(options.host);
    const port = Number(options.port);
    if (LOOPBACK.test(host) || allowed.includes(host)) return connect.apply(this, args);
    if (!hosts.includes(host) || !doors[port]) {
      tell(host, port);
      // When whoever called has had time to listen for errors.
      process.nextTick(() => this.destroy(refusal(host, port)));
      return this;
    }
    const led = { ...options, host: '127.0.0.1', port: doors[port] };
    if (normalised) args[0][0] = led;
    else if (typeof given === 'object') args[0] = led;
    else args.splice(0, typeof args[1] === 'string' ? 2 : 1, led);
    return connect.apply(this, args);
  };
}
