# The image for both kinds of machine, by one command, with a name of your registry's:
#   IMAGE=registry.example.org/stocker docker buildx bake --push
# `docker buildx create --use` first, once, where the builder knows only its own kind.

variable "IMAGE" { default = "stocker" }
variable "TAG" { default = "latest" }

group "default" { targets = ["stocker"] }

target "stocker" {
  context   = "."
  platforms = ["linux/amd64", "linux/arm64"]
  tags      = ["${IMAGE}:${TAG}"]
}
