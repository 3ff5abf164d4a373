// The CARMIN specification with VIP 4.6's differences, as JSON, for a proxy that lets nothing else through.
// usage: node overlay.js NODE_MODULES CARMIN.yaml >VIP.json
'use strict';
const fs = require('fs');
const path = require('path');
const [modules, specification] = process.argv.slice(2);
const yaml = require(path.resolve(modules, 'js-yaml'));

const spec = yaml.load(fs.readFileSync(specification, 'utf8'));
const { paths } = spec;
const { schemas, responses } = spec.components;

const text = { type: 'string' };
const nullable = (schema) => ({ ...schema, nullable: true });
const record = (properties, optional = []) => ({
  type: 'object',
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
  additionalProperties: false,
});
const json = (schema) => ({ description: 'answer', content: { 'application/json': { schema } } });
const plain = { description: 'answer', content: { 'text/plain': { schema: text } } };
const body = (schema) => ({ required: true, content: { 'application/json': { schema } } });
const error = { $ref: '#/components/responses/Error' };
const operation = (summary, code, answer, more = {}) => ({
  summary,
  ...more,
  responses: { [code]: answer || { description: 'done' }, default: error },
});
const segment = (name) => ({ name, in: 'path', required: true, schema: text });
const ref = (name) => ({ $ref: `#/components/schemas/${name}` });

// What every error looks like: these two members and no other.
responses.Error = json(record({ errorCode: { type: 'integer' }, errorMessage: text }));

const statuses = ['Initializing', 'Ready', 'Running', 'Finished', 'InitializationFailed', 'ExecutionFailed', 'Unknown', 'Killed'];
const jobStatuses = ['SUCCESSFULLY_SUBMITTED', 'QUEUED', 'RUNNING', 'COMPLETED', 'DELETED', 'DELETED_REPLICA', 'CANCELLED',
  'CANCELLED_REPLICA', 'ERROR_FINISHING', 'ERROR_RESUBMITTING', 'ERROR', 'STALLED', 'STALLED_FINISHING',
  'STALLED_RESUBMITTING', 'REPLICATE', 'REPLICATING', 'REPLICATED', 'KILL', 'KILL_REPLICA', 'RESCHEDULE', 'ERROR_HELD',
  'STALLED_HELD', 'UNHOLD_ERROR', 'UNHOLD_STALLED'];
const vipPath = { type: 'string', pattern: '^/vip/' };

schemas.PlatformProperties.properties.defaultStudy = nullable(text);
schemas.Job = record({ status: { type: 'string', enum: jobStatuses }, exitCode: { type: 'integer' }, exitMessage: text });
schemas.Execution = record({
  identifier: { type: 'string', pattern: '^workflow-[A-Za-z0-9]{6}$' },
  name: text,
  pipelineIdentifier: text,
  timeout: { type: 'integer', enum: [0] },
  status: { type: 'string', enum: statuses },
  inputValues: { type: 'object', additionalProperties: text },
  returnedFiles: nullable({ type: 'object', additionalProperties: { type: 'array', items: vipPath } }),
  studyIdentifier: nullable(text),
  errorCode: nullable({ type: 'integer' }),
  startDate: { type: 'integer', minimum: 1e12 }, // milliseconds
  endDate: nullable({ type: 'integer' }),
  resultsLocation: nullable(text),
  jobs: { type: 'object', additionalProperties: ref('Job') },
});
// VIP takes these characters and no others.
const value = { type: 'string', pattern: '^[0-9.,A-Za-z\\-+@/_(): \\[\\]?&=]+$' };
const scalar = [value, { type: 'number' }, { type: 'boolean' }];
schemas.NewExecution = record({
  name: { type: 'string', pattern: '^[0-9A-Za-z\\-_ ]+$' },
  pipelineIdentifier: { type: 'string', pattern: '^[^/]+/[^/]+$' },
  inputValues: { type: 'object',
    additionalProperties: { anyOf: [...scalar, { type: 'array', minItems: 1, items: { anyOf: scalar } }] } },
  resultsLocation: vipPath,
});
schemas.Path = record({
  path: { type: 'string', pattern: '^/vip' },
  lastModificationDate: nullable({ type: 'integer', maximum: 1e11 }), // seconds
  isDirectory: nullable({ type: 'boolean' }),
  exists: { type: 'boolean' },
  size: nullable({ type: 'integer' }),
  executionId: nullable(text),
  mimeType: nullable(text),
});
schemas.BooleanResponse = record({ exists: { type: 'boolean' } });
schemas.DirectoryList = { type: 'array', items: ref('Path') };
schemas.GetPathResponse = { oneOf: ['BooleanResponse', 'Path', 'DirectoryList'].map(ref) };
delete schemas.PathMD5;
schemas.PipelineParameter = record({
  name: text, type: { type: 'string', enum: ['File', 'String'] }, isOptional: { type: 'boolean' },
  isReturnedValue: { type: 'boolean' }, defaultValue: nullable(text), description: nullable(text),
});
schemas.Pipeline = record({
  identifier: text, name: text, version: text, description: nullable(text), canExecute: { type: 'boolean' },
  parameters: { type: 'array', items: ref('PipelineParameter') },
});
schemas.Descriptor = { type: 'object', required: ['name', 'tool-version', 'command-line', 'inputs'] };

// Identifiers of pipelines have two segments, the descriptor is a format, and no suffix.
const query = (name, schema) => ({ name, in: 'query', schema });
const pipeline = operation('A pipeline', 200, json({ oneOf: ['Pipeline', 'Descriptor'].map(ref) }));
const format = query('format', { type: 'string', enum: ['boutiques'] });
delete paths['/pipelines/{pipelineIdentifier}/boutiquesdescriptor'];
delete paths['/pipelines/{pipelineIdentifier}'];
paths['/pipelines'] = { get: operation('Pipelines', 200,
  json({ oneOf: [{ type: 'array', items: ref('Pipeline') }, ref('Pipeline'), ref('Descriptor')] }),
  { parameters: [query('pipelineId', text), query('public', text), format] }) };
paths['/pipelines/{name}'] = { get: { ...pipeline, parameters: [segment('name'), format] } };
paths['/pipelines/{name}/{version}'] = { get: { ...pipeline, parameters: [segment('name'), segment('version'), format] } };

// Executions: started when they are made, killed and deleted by PUT; a DELETE would do nothing.
const id = segment('id');
paths['/executions'] = {
  get: operation('Executions', 200, json({ type: 'array', items: ref('Execution') }),
    { parameters: [query('limit', { type: 'integer', minimum: 1, maximum: 500 })] }),
  post: operation('Start', 200, json(ref('Execution')), { requestBody: body(ref('NewExecution')) }),
};
paths['/executions/count'] = { get: operation('How many', 200, plain) };
for (const name of Object.keys(paths).filter((one) => one.startsWith('/executions/{'))) {
  delete paths[name];
}
const renaming = record({ name: schemas.NewExecution.properties.name, pipelineIdentifier: text,
  inputValues: { type: 'object' } });
paths['/executions/{id}'] = {
  parameters: [id],
  get: operation('An execution', 200, json(ref('Execution'))),
  put: operation('Rename', 200, json(ref('Execution')), { requestBody: body(renaming) }),
};
paths['/executions/{id}/results'] = { parameters: [id], get: operation('Files', 200, json(ref('DirectoryList'))) };
paths['/executions/{id}/kill'] = { parameters: [id], put: operation('Kill', 204) };
paths['/executions/{id}/delete'] = { parameters: [id],
  put: operation('Delete', 204, undefined, { requestBody: body(record({ deleteFiles: { type: 'boolean' } })) }) };
for (const log of ['stdout', 'stderr']) {
  paths[`/executions/{id}/${log}`] = { parameters: [id], get: operation(log, 200, plain) };
  paths[`/executions/{id}/jobs/{job}/${log}`] = { parameters: [id, segment('job')], get: operation(log, 200, plain) };
}

// The proxy matches one segment with one parameter: a path for each depth. An upload answers nothing.
delete paths['/path/{completePath}'];
const bytes = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
const action = { name: 'action', in: 'query', required: true,
  schema: { type: 'string', enum: ['content', 'exists', 'properties', 'list'] } };
const operations = {
  get: operation('Look', 200,
    { description: 'answer', content: { ...json(ref('GetPathResponse')).content, ...bytes } }, { parameters: [action] }),
  put: operation('Upload', 201, undefined,
    { requestBody: { required: false, content: { 'application/carmin+json': { schema: ref('UploadData') }, ...bytes } } }),
  delete: operation('Delete', 204),
};
for (let depth = 1; depth <= 12; depth += 1) {
  const names = Array.from({ length: depth }, (_, index) => `s${index}`);
  paths[`/path/${names.map((name) => `{${name}}`).join('/')}`] = { parameters: names.map(segment), ...operations };
}
process.stdout.write(JSON.stringify(spec, null, 1));
