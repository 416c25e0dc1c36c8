# The service and its workers: `docker build -t lemnis .` in a clone, or `docker buildx build --platform
# linux/amd64,linux/arm64 .`. No container engine has built it here: `npm run test:image` carries out its steps on root file
# systems of Debian's packages, and starts what comes out (docs/deploy.md).

# The packages, as they are published.
FROM node:24-bookworm-slim AS build
WORKDIR /clone
COPY . .
RUN npm ci && npm run build
WORKDIR /opt/lemnis
RUN npm install --omit=dev --no-package-lock --install-links /clone/build/lemnis

# glibc and util-linux, which limits media processes, are in Debian's image; of Node it gets the program alone.
FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="Lemnis" \
      org.opencontainers.image.description="A self-hosted media-job service that speaks the Cloud Infinite protocol" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /opt/lemnis /opt/lemnis
RUN ln -s /opt/lemnis/node_modules/.bin/lemnis /usr/local/bin/lemnis \
    && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin lemnis \
    # Keys and what clients entrusted: for this user alone.
    && install -d -m 0700 -o lemnis -g lemnis /data
# By number: Kubernetes can't tell of a name that it is not root's.
USER 10001:10001
# Compiled code is kept between starts in the volume. A worker answers probes on a port of its own.
ENV LEMNIS_HOST=0.0.0.0 \
    LEMNIS_DATA_DIR=/data/lemnis \
    LEMNIS_WORKER_PORT=8090 \
    NODE_COMPILE_CACHE=/data/.cache
VOLUME /data
EXPOSE 8080 8090
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["node", "/opt/lemnis/node_modules/lemnis/bin/health.cjs"]
ENTRYPOINT ["lemnis"]
CMD ["serve"]
