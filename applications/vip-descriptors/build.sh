#!/bin/sh
# Busybox under the names of its applets that are wanted: Debian's package has none.
# usage: build.sh FOLDER      (in a folder tree with busybox; `ci/image` runs it)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
while read -r applet; do
  cp /bin/busybox "$1/$applet"
done < "$here/src/applets"
