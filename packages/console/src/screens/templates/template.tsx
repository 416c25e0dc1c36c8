import { useLocation, useRoute } from 'preact-iso'
import { useState } from 'preact/hooks'
import type { z } from 'zod'
import type { templateDetailSchema } from '../../../../server/src/api-schemas/templates.ts'
import { remove } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { mayChange } from '../../api/session.ts'
import { t } from '../../i18n/language.ts'
import { Action } from '../../ui/action.tsx'
import { Awaited } from '../../ui/awaited.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Facts } from '../../ui/facts.tsx'
import { link } from '../../ui/links.ts'
import { Card, Page } from '../../ui/page.tsx'
import { prettyXml } from '../../ui/pretty-xml.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { Time } from '../../ui/time.tsx'

type Detail = z.infer<typeof templateDetailSchema>

const FORMS = ['JSON', 'XML'] as const

export function Template() {
  const { id = '' } = useRoute().params
  const found = useResource<Detail>(`templates/${encodeURIComponent(id)}`)
  const [form, setForm] = useState<string>(FORMS[0])
  const { data } = found
  return (
    <Page
      title={data?.name ?? t('job.template')}
      actions={data && mayChange() && <TemplateActions template={data} />}
    >
      <Awaited of={found} />
      {data && (
        <>
          {data.category === 'Official' && <p class="notice">{t('templates.officialWhat')}</p>}
          <Facts
            facts={[
              { name: t('jobs.tag'), value: data.tag },
              { name: t('jobs.bucket'), value: data.bucket ?? t('common.allBuckets') },
              { name: t('workflows.made'), value: <Time at={data.createdAt} /> },
              { name: t('workflows.changed'), value: <Time at={data.updatedAt} /> },
              { name: t('job.id'), value: <code>{data.id}</code> },
            ]}
          />
          <Card title={t('templates.params')}>
            <Tabs label={t('templates.params')} tabs={FORMS} chosen={form} choose={setForm}>
              <CodeBlock
                text={form === 'XML' ? prettyXml(data.xml) : JSON.stringify(data.request, null, 2)}
                label={form}
                copies
              />
            </Tabs>
          </Card>
        </>
      )}
    </Page>
  )
}

function TemplateActions({ template: { id, name, category } }: { template: Detail }) {
  const { route } = useLocation()
  const isOwn = category === 'Custom'
  return (
    <>
      {isOwn && (
        <a class="button" href={link(`/templates/${id}/edit`)}>
          {t('editor.edit')}
        </a>
      )}
      <a class="button" href={link('/templates/new', { from: id })}>
        {t('templates.duplicate')}
      </a>
      {isOwn && (
        <Action
          label={t('common.delete')}
          confirm={t('templates.deleteWhat', { name })}
          isDangerous
          run={async () => {
            await remove(`templates/${id}`)
            route(link('/templates'))
          }}
        />
      )}
    </>
  )
}
