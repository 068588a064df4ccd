-- The rows of the benchmark as PostGraphile wants them: foreign keys make
-- relationships, and a policy on rows says whose posts a caller sees.
CREATE TABLE "Author" (id text PRIMARY KEY, name text NOT NULL, email text, "createdAt" text NOT NULL, "updatedAt" text NOT NULL);
CREATE TABLE "Post" (
  id text PRIMARY KEY DEFAULT gen_random_uuid()::text, title text NOT NULL, content text, views bigint, status text,
  "authorId" text REFERENCES "Author", owner text,
  "createdAt" text NOT NULL DEFAULT to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  "updatedAt" text NOT NULL DEFAULT to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
);
CREATE TABLE "Comment" (id text PRIMARY KEY, content text, "postId" text REFERENCES "Post", "createdAt" text NOT NULL, "updatedAt" text NOT NULL);
CREATE INDEX ON "Post" ("authorId", id);
CREATE INDEX ON "Post" (owner, id);
CREATE INDEX ON "Comment" ("postId", id);
ALTER TABLE "Post" ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON "Post" FOR SELECT USING (coalesce(current_setting('jwt.claims.owner', true), '') IN ('', owner));
CREATE POLICY write ON "Post" FOR INSERT WITH CHECK (true);
CREATE ROLE bench_web LOGIN;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO bench_web;
GRANT INSERT ON "Post" TO bench_web;
