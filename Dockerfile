# Attune in a container: see docs/deploy.md. Nothing is written but in /data, so the root file system may be read-only.

FROM node:24-slim AS install
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No development tools. The image brings its own Node.js, and nothing reads type declarations or source maps.
RUN npm ci --omit=dev --no-audit --no-fund --loglevel=error \
  && rm -rf node_modules/node-linux-* \
  && find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3978 DATA_DIR=/data
WORKDIR /app
COPY --from=install /app/node_modules node_modules
COPY package.json package-lock.json LICENSE CHANGELOG.md ./
COPY content content
COPY dialogs dialogs
COPY src src
RUN install --directory --mode=700 --owner=node --group=node /data
# The account "node" by its number, so that a cluster can see that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 3978
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["node", "src/commands/healthCheck.ts"]
CMD ["node", "--max-semi-space-size=4", "src/main.ts"]
