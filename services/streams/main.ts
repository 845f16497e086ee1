/**
 * The stream service: consoles and pipes, for sessions that the embedder opens.
 *
 * Handles   1: the endpoint where requests come. From 2 on: notifications of clients.
 */
import { checked, type u32, type u64 } from "welkin";
import { badge, client } from "../../programs/calls.ts";
import { Status } from "../../kernel/status.ts";
import { NOT_CONNECTED } from "../errors.ts";
import { answerServed, next, serve } from "./answers.ts";
import { beginBuffers } from "./buffers.ts";
import { serveEmbedder } from "./embedder.ts";
import { serveSession } from "./requests.ts";
import { sessionOf } from "./sessions.ts";
import { dropClient } from "./transfers.ts";

/** Serves until there is nobody left to receive from. */
export function main(): void {
  checked();
  beginBuffers();
  let status = next();
  while (status === Status.Done) {
    const asking = client();
    serve(asking);
    dropClient(asking);
    answerServed(serveRequest(badge(), asking));
    status = next();
  }
}

function serveRequest(by: u64, asking: u32): u64 {
  checked();
  if (by === 0) return serveEmbedder();
  const session = sessionOf(by);
  return session === 0 ? NOT_CONNECTED : serveSession(session, asking);
}
