// The import directions of ARCHITECTURE.md as lint rules: a room imports itself, and what stands here with the reason.
const SOURCE = './packages/server/src'

const LEVEL_0_AND_1 = ['base', 'protocol', 'db', 'storage', 'media']
const LEVEL_2 = [
  'buckets',
  'queues',
  'jobs',
  'workflows',
  'batches',
  'callbacks',
  'keys',
  'templates',
  'tags',
]

const rooms = [
  { room: 'base', may: [], because: 'base knows no domain word, so that everything can stand on it' },
  {
    room: 'protocol',
    may: ['base'],
    because: 'the wire is pure: it can be tested and read without a service',
  },
  { room: 'db', may: ['base'], because: 'the database handle must not know whose tables it holds' },
  {
    room: 'storage',
    may: ['base'],
    because: 'blobs are bytes with an id; what they mean is a row elsewhere',
  },
  {
    room: 'media',
    may: ['base'],
    because: 'children run whatever module they are given, and no child opens the database',
  },
  {
    room: 'api-schemas',
    may: ['base'],
    because: 'both the service and its command line, which is only a client, describe answers with it',
  },
  {
    room: 'buckets',
    may: ['base', 'db'],
    because: 'rooms that own tables never import each other: engine joins them',
  },
  {
    room: 'queues',
    may: ['base', 'db'],
    because: 'rooms that own tables never import each other: engine joins them',
  },
  {
    room: 'jobs',
    may: ['base', 'db'],
    because: 'rooms that own tables never import each other: engine joins them',
  },
  {
    room: 'workflows',
    may: ['base', 'db'],
    because: 'rooms that own tables never import each other: engine joins them',
  },
  {
    room: 'batches',
    may: ['base', 'db'],
    because: 'rooms that own tables never import each other: engine joins them',
  },
  {
    room: 'keys',
    may: ['base', 'db'],
    because: 'rooms that own tables never import each other: engine joins them',
  },
  {
    room: 'templates',
    may: ['base', 'protocol', 'db'],
    because: 'it keeps parameters that only a tag can read: engine joins the two',
  },
  {
    room: 'callbacks',
    may: ['base', 'db'],
    because: 'delivery knows frozen bytes and an address, never a job',
  },
  {
    room: 'tags',
    may: ['base', 'protocol', 'media', 'storage'],
    because: 'a tag turns files into files: it sees neither the database nor another tag',
  },
  {
    room: 'engine',
    may: [...LEVEL_0_AND_1, ...LEVEL_2],
    because: 'a transaction spans the rooms below and must not know which door asked for it',
  },
  {
    room: 'worker',
    may: [...LEVEL_0_AND_1, ...LEVEL_2, 'engine'],
    because: 'a door uses the engine, never another door',
  },
  {
    room: 'http',
    may: [...LEVEL_0_AND_1, ...LEVEL_2, 'engine', 'api-schemas'],
    because: 'a door uses the engine, never another door',
  },
  {
    room: 'doctor',
    may: [...LEVEL_0_AND_1, ...LEVEL_2, 'engine', 'config'],
    because: 'it asks each room how it is, and must not know which door asked for it',
  },
  {
    room: 'cli',
    may: ['base', 'config', 'api-schemas'],
    because: 'the command line is a client of the management API and starts the service, no more',
  },
]

/** The settings of each module stand in its `config.ts`. */
const SETTINGS = ['http', 'db', 'storage', 'engine', 'worker', 'media', 'callbacks'].map(
  (room) => `${room}/config.ts`,
)

const rest = [
  {
    room: 'config',
    may: ['base', ...SETTINGS],
    because: 'it puts the settings together, so that a client of the service can read them as well',
  },
  {
    room: 'main.ts',
    may: ['cli', 'processes'],
    because: 'it starts what its arguments name, and everything else is a command or a process',
  },
]

/** Which of its neighbours a folder inside a room may import. What stands beside them is for all. */
const inside = {
  engine: {
    because: 'work runs what clients submit, and what the operator looks at depends on none of it',
    folders: {
      templates: [],
      jobs: ['templates'],
      workflows: ['jobs'],
      queues: ['jobs'],
      operator: ['jobs'],
      objects: ['workflows'],
      batches: ['jobs', 'workflows'],
      work: ['jobs', 'objects', 'workflows'],
    },
  },
  callbacks: {
    because: 'delivery heeds the endpoints, and both go on without the operator',
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
    folders: { connections: [], api: [], routes: [], sts: [] },
  },
  storage: {
    because: 'a backend knows no other, and text is read from any of them',
    folders: { fs: [], s3: [], lines: [] },
  },
  cli: {
    because: 'only the command listens, and what it is made of knows no command',
    folders: { listen: [], commands: ['listen'] },
  },
  media: {
    because: 'the pool knows no medium, and each kind of work stands on the filters alone',
    folders: {
      pool: [],
      filters: [],
      convert: ['filters'],
      pictures: ['filters'],
      join: ['convert', 'filters'],
    },
  },
}

const folderZones = Object.entries(inside).flatMap(([room, { because, folders }]) =>
  Object.entries(folders).flatMap(([folder, may]) => {
    const from = Object.keys(folders).filter((other) => other !== folder && !may.includes(other))
    if (from.length === 0) return []
    return [
      {
        target: `${SOURCE}/${room}/${folder}/**/!(*.test|contract).ts`,
        from: from.map((other) => `${SOURCE}/${room}/${other}`),
        message: `${room}/${folder} may import ${may.length === 0 ? 'none of its neighbours' : may.join(', ')}: ${because}.`,
      },
    ]
  }),
)

/** What a rule of whole rooms and of neighbours can't say. */
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
]

/** @type {{ target: string, from: string | string[], except?: string[], message: string }[]} */
export const roomZones = [
  ...folderZones,
  ...furtherZones,
  ...[...rooms, ...rest].map(({ room, may, because }) => ({
    target: `${SOURCE}/${room}`,
    from: SOURCE,
    except: [room, ...may].map((name) => `./${name}`),
    message: `${room} may import ${may.length === 0 ? 'no other room' : may.join(', ')}: ${because}.`,
  })),
]
