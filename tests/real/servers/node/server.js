// A Hono application whose document is made of its zod schemas; every operation tells what it saw.

import { serve } from "@hono/node-server";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";

const Circle = z.object({ kind: z.literal("circle"), radius: z.number() }).openapi("Circle");
const Square = z.object({ kind: z.literal("square"), side: z.number().int() }).openapi("Square");
const Shape = z.discriminatedUnion("kind", [Circle, Square]).openapi("Shape");
const Line = z.object({ sku: z.string(), count: z.number().int().default(1) }).openapi("Line");
const Color = z.enum(["red", "blue"]).openapi("Color");

const Order = z
  .object({
    id: z.uuid(),
    color: Color,
    at: z.iso.datetime().nullable(),
    day: z.iso.date().optional(),
    lines: z.array(Line),
    shape: Shape.optional(),
    notes: z.record(z.string(), z.string()).optional(),
    pair: z.tuple([z.string(), z.number()]).optional(),
    either: z.union([z.string(), z.number()]).optional(),
    parent: z.object({ name: z.string() }).nullish(),
  })
  .openapi("Order");
const Problem = z.object({ error: z.string(), code: z.number() }).openapi("Problem");

const json = (schema) => ({ content: { "application/json": { schema } }, description: "ok" });
const sent = (schema, media = "application/json") => ({
  body: { content: { [media]: { schema } }, required: true },
});
const Id = z.object({ id: z.uuid().openapi({ param: { name: "id", in: "path" } }) });

const app = new OpenAPIHono({
  // What does not fit its schema is refused with the schema's own words.
  defaultHook: (result, c) =>
    result.success ? undefined : c.json({ error: result.error.issues[0].message, code: 1 }, 400),
});
app.openAPIRegistry.registerComponent("securitySchemes", "Token", { type: "http", scheme: "bearer" });

app.openapi(
  createRoute({
    method: "get",
    path: "/query/{word}",
    operationId: "query",
    request: {
      params: z.object({ word: z.string() }),
      query: z.object({
        color: Color.optional(),
        size: z.coerce.number().int().min(1).optional(),
        tags: z.preprocess((v) => (Array.isArray(v) ? v : [v]), z.array(z.string())).optional()
          .openapi({ type: "array", items: { type: "string" } }),
        at: z.iso.datetime({ offset: true }).optional(),
      }),
      headers: z.object({ "x-token": z.string().optional() }),
      cookies: z.object({ session: z.string().optional() }),
    },
    responses: { 200: json(z.record(z.string(), z.any())), 400: json(Problem) },
  }),
  (c) =>
    c.json({
      ...c.req.valid("param"), ...c.req.valid("query"), ...c.req.valid("header"),
      ...c.req.valid("cookie"),
    }, 200),
);
app.openapi(
  createRoute({
    method: "post", path: "/orders", operationId: "makeOrder", request: sent(Order),
    responses: { 201: json(Order), 400: json(Problem) },
  }),
  (c) => c.json(c.req.valid("json"), 201),
);
app.openapi(
  createRoute({
    method: "get", path: "/orders/{id}", operationId: "getOrder", request: { params: Id },
    responses: { 200: json(Order), 404: json(Problem) },
  }),
  (c) => c.json({ error: `no order ${c.req.valid("param").id}`, code: 7 }, 404),
);
app.openapi(
  createRoute({
    method: "delete", path: "/orders/{id}", operationId: "dropOrder", request: { params: Id },
    responses: { 204: { description: "gone" } },
  }),
  (c) => c.body(null, 204),
);
app.openapi(
  createRoute({
    method: "put", path: "/lines", operationId: "putLines", request: sent(z.array(Line)),
    responses: { 200: json(z.array(Line)) },
  }),
  (c) => c.json(c.req.valid("json"), 200),
);
app.openapi(
  createRoute({
    method: "get", path: "/shapes", operationId: "shapes",
    responses: { 200: json(z.array(Shape)) },
  }),
  (c) => c.json([{ kind: "square", side: 2 }, { kind: "circle", radius: 1.5 }], 200),
);
app.openapi(
  createRoute({
    method: "post", path: "/form", operationId: "form",
    request: sent(
      z.object({ name: z.string(), count: z.coerce.number().int() }).openapi("Form"),
      "application/x-www-form-urlencoded",
    ),
    responses: { 200: json(z.record(z.string(), z.any())) },
  }),
  (c) => c.json(c.req.valid("form"), 200),
);
app.openapi(
  createRoute({
    method: "post", path: "/upload", operationId: "upload",
    request: sent(
      z
        .object({
          title: z.string(),
          file: z.instanceof(File).openapi({ type: "string", format: "binary" }),
        })
        .openapi("Upload"),
      "multipart/form-data",
    ),
    responses: { 200: json(z.record(z.string(), z.any())) },
  }),
  async (c) => {
    const { title, file } = c.req.valid("form");
    return c.json({ title, name: file.name, content: await file.text() }, 200);
  },
);
app.openapi(
  createRoute({
    method: "get", path: "/text", operationId: "text",
    responses: { 200: { content: { "text/plain": { schema: z.string() } }, description: "ok" } },
  }),
  (c) => c.text("é, plain"),
);
app.openapi(
  createRoute({
    method: "get", path: "/events", operationId: "events",
    responses: {
      200: { content: { "text/event-stream": { schema: z.string() } }, description: "ok" },
    },
  }),
  (c) =>
    streamSSE(c, async (stream) => {
      for (const data of ["one", "two"]) await stream.writeSSE({ data, event: "word" });
    }),
);
app.openapi(
  createRoute({
    method: "get", path: "/me", operationId: "me", security: [{ Token: [] }],
    responses: { 200: json(z.object({ token: z.string() })), 401: json(Problem) },
  }),
  (c) => {
    const given = c.req.header("authorization");
    return given ? c.json({ token: given }, 200) : c.json({ error: "who?", code: 2 }, 401);
  },
);
app.doc31("/doc", { openapi: "3.1.0", info: { title: "Zod", version: "1" } });

serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.argv[2]) });
