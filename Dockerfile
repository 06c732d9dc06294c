# The image of the jar that ./mvnw package has made, or of the sources if there is none. See docs/image.md.

# Both from https://mcr.microsoft.com/artifact/mar/openjdk/jdk. They must hold the same JDK; the run-time one needs no shell.
ARG BUILD_IMAGE=mcr.microsoft.com/openjdk/jdk:25-azurelinux@sha256:a9c2ceb26dc0cad5c661173216c27063ddeeec1ceebaf5ebf52cfc910470b08f
ARG RUNTIME_IMAGE=mcr.microsoft.com/openjdk/jdk:25-distroless@sha256:ccf4a64ba020eb485a9b970668329372faf5208f0126bce035fcb6d189f3d075

FROM ${BUILD_IMAGE} AS preparation
# A mirror of Maven Central, where it can't be reached.
ARG MVNW_REPOURL=
WORKDIR /preparation/data
WORKDIR /preparation
COPY . .
RUN ["java", "src/test/java/dev/acrsync/container/Preparation.java"]
RUN ["javac", "-d", "training", "src/test/java/dev/acrsync/container/Training.java"]
COPY src/container/training.yaml training/

FROM ${RUNTIME_IMAGE} AS application
USER 0:0
WORKDIR /app
COPY --from=preparation /preparation/image/native/ native/
COPY --from=preparation /preparation/image/dependencies/ ./
COPY --from=preparation /preparation/image/snapshot-dependencies/ ./
COPY --from=preparation /preparation/image/application/ ./
COPY src/container/java.options src/container/command ./
COPY --from=preparation --chown=65532:65532 /preparation/data /data

# glibc keeps memory for each thread that ever allocated some, unless it is told not to.
ENV MALLOC_ARENA_MAX=2 \
    LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs

# The AOT cache fits one JVM, one jar with its time, and one set of flags: it is made here, under load, and then has to be
# usable. The heap is given, because that of a large machine would need other references.
FROM application AS training
COPY --from=preparation /preparation/training /training
# A test of the image needs less.
ARG TRAINING_EVENTS=20000
RUN ["java", "-cp", "/training", "dev.acrsync.container.Training", \
    "java", "@/app/java.options", "-Xmx256m", "-Djava.io.tmpdir=/training", "-XX:AOTCacheOutput=/app/acr-sync.aot", \
    "-jar", "/app/acr-sync.jar", "--spring.config.additional-location=/training/training.yaml", \
    "--spring.datasource.url=jdbc:sqlite:/training/acr-sync.db"]
RUN ["java", "@/app/java.options", "-Xmx256m", "-Djava.io.tmpdir=/training", "-XX:AOTCache=/app/acr-sync.aot", "-XX:AOTMode=on", \
    "-Dspring.context.exit=onRefresh", \
    "-jar", "/app/acr-sync.jar", "--spring.config.additional-location=/training/training.yaml", \
    "--spring.datasource.url=jdbc:sqlite:/training/acr-sync.db"]

FROM application
COPY --from=training /app/acr-sync.aot ./
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="acr-sync" \
      org.opencontainers.image.description="Copies selected images from a vendor's Azure Container Registry into your own as they are pushed" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"

USER 65532:65532
# So that ./data is /data, and a configuration that names another database is not outdone by a variable.
WORKDIR /
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "@/app/java.options", "-XX:AOTCache=/app/acr-sync.aot", "-jar", "/app/acr-sync.jar"]
CMD []
