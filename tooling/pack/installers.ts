import path from 'node:path'

/** A package manager's commands. */
export interface Installer {
  readonly name: string
  /** Files of the empty folder beside package.json. */
  readonly files: Readonly<Record<string, string>>
  /** `packages`: tarballs and names. */
  install(packages: readonly string[]): readonly string[]
}

export function npm({ scripts }: { readonly scripts: boolean }): Installer {
  const options = ['--no-audit', '--no-fund', `--ignore-scripts=${String(!scripts)}`]
  return {
    name: `npm ${scripts ? 'with' : 'without'} install scripts`,
    files: {},
    install: (packages) => ['npm', 'install', ...options, ...packages],
  }
}

/** `folder`: that of the package pnpm. */
export function pnpm(folder: string): Installer {
  return {
    name: 'pnpm',
    files: {},
    install: (packages) => ['node', path.join(folder, 'bin/pnpm.mjs'), 'add', ...packages],
  }
}

/** `folder`: that of the package @yarnpkg/cli-dist. */
export function yarn(folder: string): Installer {
  return {
    name: 'yarn',
    files: { '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\n', 'yarn.lock': '' },
    install: (packages) => [
      ...['node', path.join(folder, 'bin/yarn.js'), 'add'],
      ...packages.map((one) => (path.isAbsolute(one) ? `${packageName(one)}@file:${one}` : one)),
    ],
  }
}

/** Of a tarball that npm packed: lemnis-testing-0.1.0.tgz is @lemnis/testing. */
function packageName(tarball: string): string {
  return path
    .basename(tarball)
    .replace(/-\d.*$/, '')
    .replace(/^lemnis-/, '@lemnis/')
}
