#!/bin/sh
# Installs PyTorch without CUDA. On Linux only builds marked +cpu are free of it: one at
# hand is taken first (pip's own sources), then PyTorch's index of CPU builds.
set -eu
if $PIP show torch >/dev/null 2>&1; then exit 0; fi
case "$(uname -s)" in
  Linux)
    $PIP install --quiet "torch==$TORCH+cpu" 2>/dev/null ||
      $PIP install --quiet --index-url https://download.pytorch.org/whl/cpu "torch==$TORCH+cpu"
    ;;
  *) $PIP install --quiet "torch==$TORCH" ;;
esac
