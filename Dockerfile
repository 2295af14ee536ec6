FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /rootfs/kreislauf ./cmd/web \
	&& mkdir -p /rootfs/etc/ssl/certs /rootfs/data /rootfs/keys /rootfs/mirror /rootfs/outbox /rootfs/tmp \
	&& cp /etc/ssl/certs/ca-certificates.crt /rootfs/etc/ssl/certs/ \
	&& chmod 0700 /rootfs/data /rootfs/keys /rootfs/mirror /rootfs/outbox

FROM scratch
# A new named volume takes the owner of the folder that it covers.
COPY --from=build --chown=10001:10001 /rootfs/ /
USER 10001:10001
WORKDIR /
ENV KREISLAUF_LISTEN=0.0.0.0:8080 \
	KREISLAUF_DATA=/data \
	KREISLAUF_KEYS=/keys \
	KREISLAUF_LOG=json
VOLUME ["/data", "/keys"]
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["/kreislauf", "healthcheck"]
ENTRYPOINT ["/kreislauf"]
CMD ["serve"]
