# syntax=docker/dockerfile:1
# The server in a small image: docker build -t resync .
FROM rust:1.95-bookworm AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends cmake \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin resync \
 && cp target/release/resync /usr/local/bin/resync

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /var/lib/resync --create-home --shell /usr/sbin/nologin resync \
 && mkdir /etc/resync
COPY --from=build /usr/local/bin/resync /usr/bin/resync
COPY examples/compose/healthy /usr/bin/resync-healthy
# Settings are looked for in /etc/resync; secrets come as files that *_FILE variables name.
ENV XDG_CONFIG_HOME=/etc \
    APP_ENVIRONMENT=production \
    APP_SERVER__HOST=0.0.0.0
USER 10001:10001
WORKDIR /var/lib/resync
EXPOSE 8080
STOPSIGNAL SIGTERM
# The process is asked, not the scheduler: an outage there must not restart this.
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 CMD ["resync-healthy"]
ENTRYPOINT ["resync"]
CMD ["serve", "--log-format", "json"]
