#!/bin/sh
# Ends what a test run started. Its standard input is a pipe from the run: the pipe's end is the run's end,
# whether by itself, by a signal or by kill -9. Servers have pid files and working folders inside the run's
# folder; containers have files with their names. Not a Node process, so that "pkill node" spares it.
# usage: watchdog.sh <folder>
folder=$1
trap '' HUP INT TERM
cat > /dev/null

# A pid in a file may have been reused by a stranger.
is_of_this_run() {
  if [ -d /proc/self ]; then
    case $(readlink "/proc/$1/cwd") in "$folder"/*) return 0 ;; *) return 1 ;; esac
  fi
  case $(ps -o comm= -p "$1") in *postgres | *redis-server | *valkey-server | *pgbouncer) return 0 ;; *) return 1 ;; esac
}

# servers <pid file pattern>: the process ids of those that live
servers() {
  find "$folder" -name "$1" -exec head -n 1 {} \; 2> /dev/null | while read -r pid; do
    if is_of_this_run "$pid" 2> /dev/null; then echo "$pid"; fi
  done
}

# end <pid file pattern> <signal> <tenths of a second>
end() {
  round=0
  while pids=$(servers "$1") && [ -n "$pids" ] && [ "$round" -lt "$3" ]; do
    # Word by word: there may be several.
    # shellcheck disable=SC2086
    kill -s "$2" $pids 2> /dev/null
    sleep 0.1
    round=$((round + 1))
  done
}

end server.pid KILL 50
end redis.pid KILL 50
end pgbouncer.pid KILL 50
# QUIT stops PostgreSQL at once and lets it free its shared memory; one that is suspended needs KILL.
end postmaster.pid QUIT 30
end postmaster.pid KILL 50

find "$folder" -name redis.container -exec cat {} \; -exec echo \; 2> /dev/null | while read -r name; do
  docker rm --force "$name" > /dev/null 2>&1
done

round=0
while [ -e "$folder" ] && [ "$round" -lt 30 ]; do
  rm -rf "$folder" 2> /dev/null || sleep 0.1
  round=$((round + 1))
done
