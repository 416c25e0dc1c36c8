// The import directions of ARCHITECTURE.md as lint rules: a module imports itself, and what stands here with the reason.
const SOURCE = './packages/server/src'

const LEVEL_0_AND_1 = ['base', 'protocol', 'db', 'storage', 'media']
/** Each owns its tables. */
const STORES = [
  'buckets',
  'queues',
  'jobs',
  'workflows',
  'batches',
  'bulk-actions',
  'keys',
  'sessions',
  'sound-views',
  'activity',
  'audit',
  'workers',
]
const LEVEL_2 = [...STORES, 'callbacks', 'templates', 'tags']

const modules = [
  { module: 'base', may: [], because: 'base knows no domain word, so that everything can stand on it' },
  {
    module: 'protocol',
    may: ['base'],
    because: 'the wire is pure: it can be tested and read without a service',
  },
  { module: 'db', may: ['base'], because: 'the database handle must not know whose tables it holds' },
  {
    module: 'storage',
    may: ['base'],
    because: 'blobs are bytes with an id; what they mean is a row elsewhere',
  },
  {
    module: 'media',
    may: ['base'],
    because: 'children run the task module that they are given, and no child opens the database',
  },
  {
    module: 'api-schemas',
    may: ['base'],
    because: 'both the service and its command line, which is only a client, describe answers with it',
  },
  {
    module: 'job-requests',
    may: ['base'],
    because: 'both the command line and the console write requests with it, and neither opens the service',
  },
  ...STORES.map((module) => ({
    module,
    may: ['base', 'db'],
    because: 'modules that own tables never import each other: engine joins them',
  })),
  {
    module: 'templates',
    may: ['base', 'protocol', 'db'],
    because: 'it keeps parameters that only a tag can read: engine joins the two',
  },
  {
    module: 'callbacks',
    may: ['base', 'db'],
    because: 'delivery knows frozen bytes and an address, never a job',
  },
  {
    module: 'tags',
    may: ['base', 'protocol', 'media', 'storage'],
    because: 'a tag turns files into files: it sees neither the database nor another tag',
  },
  {
    module: 'engine',
    may: [...LEVEL_0_AND_1, ...LEVEL_2],
    because: 'a transaction spans the modules below and must not know which entry point asked for it',
  },
  {
    module: 'worker',
    may: [...LEVEL_0_AND_1, ...LEVEL_2, 'engine'],
    because: 'an entry point uses the engine, never another entry point',
  },
  {
    module: 'http',
    may: [...LEVEL_0_AND_1, ...LEVEL_2, 'engine', 'api-schemas'],
    because: 'an entry point uses the engine, never another entry point',
  },
  {
    module: 'doctor',
    may: [...LEVEL_0_AND_1, ...LEVEL_2, 'engine', 'config'],
    because: 'it asks each module how it is, and must not know which entry point asked for it',
  },
  {
    module: 'cli',
    may: ['base', 'config', 'api-schemas', 'job-requests'],
    because: 'the command line is a client of the management API and starts the service, no more',
  },
]

/** The settings of each module stand in its `config.ts`. */
const SETTINGS = ['http', 'db', 'storage', 'engine', 'worker', 'media', 'callbacks', 'audit'].map(
  (module) => `${module}/config.ts`,
)

const rest = [
  {
    module: 'config',
    may: ['base', ...SETTINGS],
    because: 'it puts the settings together, so that a client of the service can read them as well',
  },
  {
    module: 'main.ts',
    may: ['cli', 'processes'],
    because: 'it starts what its arguments name, and everything else is a command or a process',
  },
]

/** Which of its neighbours a folder inside a module may import. Files beside the folders are for all. */
const inside = {
  engine: {
    because: 'work runs what clients submit, and what the operator looks at depends on none of it',
    folders: {
      templates: [],
      jobs: ['templates'],
      workflows: ['jobs'],
      queues: ['jobs'],
      operator: ['jobs'],
      'sound-views': [],
      objects: ['workflows'],
      batches: ['jobs', 'workflows'],
      work: ['jobs', 'objects', 'workflows'],
      bulk: ['jobs', 'operator', 'work'],
    },
  },
  callbacks: {
    because: 'delivery uses the health of endpoints, and both work without the operator',
    folders: {
      endpoints: [],
      transports: [],
      delivery: ['endpoints', 'transports'],
      operator: ['transports'],
    },
  },
  protocol: {
    because: 'what a document says of jobs, workflows and objects is read and written by the same XML',
    folders: {
      xml: [],
      auth: [],
      jobs: ['xml'],
      objects: ['xml'],
      workflows: ['jobs', 'xml'],
      callbacks: ['jobs', 'xml'],
      batches: ['jobs', 'xml'],
    },
  },
  'http/routes': {
    because: 'calls of different subjects share only how objects are found and described',
    folders: {
      queues: [],
      templates: [],
      objects: [],
      buckets: ['objects'],
      uploads: ['objects'],
      forms: ['objects'],
      jobs: ['objects'],
      workflows: ['objects'],
      batches: ['objects'],
    },
  },
  http: {
    because: 'the protocol, the API of the operator and the connections below them meet in the dispatcher',
    folders: {
      'sound-views': [],
      events: [],
      connections: [],
      api: ['events', 'sound-views'],
      routes: [],
      sts: [],
      console: ['api'],
    },
  },
  storage: {
    because: 'a backend knows no other, and text is read from any of them',
    folders: { fs: [], s3: [], lines: [] },
  },
  cli: {
    because: 'a command of several files has a folder, and what it is made of knows no command',
    folders: { listen: [], run: [], commands: ['listen', 'run'] },
  },
  media: {
    because: 'the pool knows no medium, and each kind of work stands on the filters alone',
    folders: {
      pool: [],
      filters: [],
      loudness: ['filters'],
      convert: ['filters'],
      pictures: ['filters'],
      join: ['convert', 'filters'],
      'sound-view': ['filters', 'loudness'],
    },
  },
}

const folderZones = Object.entries(inside).flatMap(([module, { because, folders }]) =>
  Object.entries(folders).flatMap(([folder, may]) => {
    const from = Object.keys(folders).filter((other) => other !== folder && !may.includes(other))
    if (from.length === 0) return []
    return [
      {
        target: `${SOURCE}/${module}/${folder}/**/!(*.test|*-contract).ts`,
        from: from.map((other) => `${SOURCE}/${module}/${other}`),
        message: `${module}/${folder} may import ${may.length === 0 ? 'none of its neighbours' : may.join(', ')}: ${because}.`,
      },
    ]
  }),
)

/** What a rule of whole modules and of neighbours can't say. */
const furtherZones = [
  {
    target: `${SOURCE}/processes`,
    from: ['cli/commands', 'cli/listen', 'http/routes', 'main.ts'].map((path) => `${SOURCE}/${path}`),
    message: 'processes open modules and connect them: they know no single command and no route.',
  },
  {
    target: `${SOURCE}/http/api/metrics`,
    from: `${SOURCE}/http/api`,
    except: ['./metrics'],
    message: 'metrics are read by the API and by workers: they know none of its routes.',
  },
  {
    target: './packages/console/src',
    from: SOURCE,
    except: [
      './api-schemas',
      './job-requests',
      './jobs/failure-codes.ts',
      './protocol/auth/actions.ts',
      './protocol/jobs/output-variable-names.ts',
      './protocol/key-problem.ts',
      './protocol/name-rules.ts',
    ],
    message: 'the console is a client of the management API: what it shares with the service is pure.',
  },
]

/** @type {{ target: string, from: string | string[], except?: string[], message: string }[]} */
export const moduleZones = [
  ...folderZones,
  ...furtherZones,
  ...[...modules, ...rest].map(({ module, may, because }) => ({
    target: `${SOURCE}/${module}`,
    from: SOURCE,
    except: [module, ...may].map((name) => `./${name}`),
    message: `${module} may import ${may.length === 0 ? 'no other module' : may.join(', ')}: ${because}.`,
  })),
]
