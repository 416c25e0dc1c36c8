import { browseTemplate } from '../../../engine/operator/browse-templates.ts'
import type { ApiContext } from '../api-context.ts'
import { chooseNamed } from '../choose-named.ts'
import { shownOfficial, type ShownTemplate } from './serialize-template.ts'

/** The template with that id, else the only one with that name. Throws ApiProblem. */
export async function chooseTemplate(
  { db, engine }: Pick<ApiContext, 'db' | 'engine'>,
  wanted: string,
): Promise<ShownTemplate> {
  const own: readonly ShownTemplate[] = await browseTemplate(db.reader, wanted)
  const official = shownOfficial(engine.tags).filter(({ id, name }) => id === wanted || name === wanted)
  // A bucket may call its own like an official one.
  return chooseNamed(own.length > 0 ? own : official, 'template', wanted)
}
