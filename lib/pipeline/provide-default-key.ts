/**
 * Makes what an allowed call is about and finds missing: the default master key of a cloud service that asks for its first data key in a
 * project. Invariant: only what `authorise` has said is to be made; and what is then there is authorised as if it had been there before.
 */
import type { ServiceName } from "#lib/domain/identity/service";
import { insertTrace } from "#lib/store/traces/traces";
import { makeDefaultKey } from "#lib/usecases/key/make-default";
import { type Authorised, authorise } from "./authorise";
import type { Call, Reading } from "./call";
import { toTraceRow, withNote } from "./call-trace";
import type { Identified } from "./identify";
import { load } from "./load";

const TRACE_NAME = "createKey";

/** @param service as `authorise` has said @throws KmsError what `makeDefaultKey` and `authorise` throw */
export async function provideDefaultKey(call: Call, identified: Identified, reading: Reading, service: ServiceName): Promise<Authorised> {
  const { performer, store, request, caller, progress, clock } = call;
  clock.enter("provide");
  const { hsm, quota, now } = performer;
  const context = { store, hsm, quota, caller, gone: request.gone, projectId: request.projectId, now };
  await makeDefaultKey(context, service, async (tx, { id: resourceId, alias, spec, usage, origin }) => {
    const made = withNote(progress, { resourceId, alias, details: { spec, usage, origin, defaultKeyOf: service } });
    await insertTrace(tx, toTraceRow(call, TRACE_NAME, made, null));
  });
  clock.enter("load");
  const loaded = await load(performer, request, identified, reading);
  clock.enter("authorise");
  return authorise(call, identified, reading, loaded);
}
