#!/bin/sh
MODE=slow exec "$@"
