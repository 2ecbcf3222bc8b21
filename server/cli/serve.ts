import { Command } from 'commander';
import { createLogger } from '../log/logger.ts';
import { startServer } from '../main.ts';
import type { RunningServer } from '../main.ts';
import type { EnvironmentOptions } from './environment.ts';
import {
  environmentWarnings,
  openStore,
  originWarnings,
  readEnvironment,
  withDevelopmentKey,
  addEnvironmentOptions,
} from './environment.ts';

/** `serve`: runs the server until it is asked to stop. */
export function serveCommand(): Command {
  return addEnvironmentOptions(new Command('serve'))
    .description('run the server until SIGTERM or SIGINT')
    .option('--json', 'print the error of a failed start as JSON. The log is JSON lines in any case')
    .action(async (options: EnvironmentOptions) => {
      const { config, settings: configured } = await readEnvironment(options);
      const settings = withDevelopmentKey(configured);
      const log = createLogger({ level: settings.logLevel, destination: process.stdout });
      const warnings = [...config.warnings, ...environmentWarnings(settings), ...originWarnings(config, settings)];
      for (const warning of warnings) log.warn(warning);
      const store = await openStore({ settings, config }, { warn: (message) => log.warn(message) });
      const server = await startServer({ config, settings, store, log }).catch(async (error: unknown) => {
        await store.close();
        throw error;
      });
      // Before the log line: a process that reads it may stop the server at once.
      stopOnSignal(server, () => log.info('stopping'));
      log.info({ port: server.port, publicUrl: settings.publicUrl.href }, 'listening');
    });
}

/** The process ends by itself once the server has stopped. Ctrl-C often arrives twice, which changes nothing. */
function stopOnSignal(server: RunningServer, announce: () => void): void {
  let stopping: Promise<void> | undefined;
  const stop = () => {
    if (stopping) return;
    announce();
    stopping = server.stop();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
}
