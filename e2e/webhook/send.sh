#!/usr/bin/env bash
# A sender of webhooks that shares nothing with the listener: bash, curl and openssl. It passes Zoom's validation, posts
# signed events, then sends what nobody may take for an event. One line for each kind:
#   ok|WRONG name expected got
# where the last two are HTTP statuses, or "none" for no answer. Exit code 0 = all are ok. Takes some 11 s by http, 2 s by
# https. Of the kinds for the listener itself 27 are refused.
#
#   WEBHOOK_URL                http://… = the listener itself; https://… = the nginx of docs/webhook.md before it
#   ZOOM_WEBHOOK_SECRET_TOKEN  as the listener has it; a made-up one, as the list of processes shows it for a moment
#   WEBHOOK_CONNECT            host:port to connect to, if it is not that of the address
#   WEBHOOK_CA                 the certificate to trust, for https
set -euo pipefail

secret=$ZOOM_WEBHOOK_SECRET_TOKEN
url=$WEBHOOK_URL
if [[ ! $url =~ ^(https?)://([^/:]+)(:([0-9]+))?(/.*)$ ]]; then
  echo "WEBHOOK_URL is no address: $url" >&2
  exit 2
fi
scheme=${BASH_REMATCH[1]} host=${BASH_REMATCH[2]} port=${BASH_REMATCH[4]} path=${BASH_REMATCH[5]}
if [[ $scheme == https ]]; then port=${port:-443}; else port=${port:-80}; fi
connect=${WEBHOOK_CONNECT:-$host:$port}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

curl=(curl --silent --noproxy '*' --connect-to "::$connect" --max-time 8)
tls=(openssl s_client -quiet -connect "$connect" -servername "$host")
if [[ -n ${WEBHOOK_CA:-} ]]; then
  curl+=(--cacert "$WEBHOOK_CA")
  tls+=(-CAfile "$WEBHOOK_CA" -verify_return_error)
fi

# --- What is sent

# call_id CALL: 19 digits, others at each run.
begun=${EPOCHREALTIME//[^0-9]/}
call_id() { printf '7%02d%s' "$1" "$begun"; }

# event NAME CALL [MORE]: an event as Zoom writes it.
event() {
  local now
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  printf '{"event":"phone.%s","event_ts":%s,"payload":{"account_id":"TQTvjT52Tmi_wrhASNNOEw","object":{"call_id":"%s",' \
    "$1" "$(date +%s%3N)" "$(call_id "$2")"
  printf '"caller":{"name":"田中 恵子","phone_number":"+819012345678","connection_type":"pstn_off_net"},'
  printf '"callee":{"extension_type":"user","extension_number":1002,"phone_number":"+12058945456","device_id":"f7aLLSmqRpiWP0U3U6CaNA"},'
  printf '%s"ringing_start_time":"%s"}}}' "${3:+\"$3\":\"$now\",}" "$now"
}

# signature TIMESTAMP BODY [SECRET]: the header's value, over the bytes of a file.
signature() {
  local hash
  hash=$({ printf 'v0:%s:' "$1" && cat "$2"; } | openssl dgst -sha256 -hmac "${3-$secret}")
  printf 'v0=%s' "${hash##* }"
}

# --- How it is sent; each prints the status

# status CURL-ARGUMENTS…
status() {
  local got
  got=$("${curl[@]}" --output /dev/null --write-out '%{http_code}' "$@" "$url") || true
  if [[ $got == 000 ]]; then echo none; else echo "$got"; fi
}

# post BODY TIMESTAMP SIGNATURE [CURL-ARGUMENTS…]: curl leaves headers out that are empty.
post() {
  status --data-binary "@$1" --header 'Content-Type: application/json; charset=utf-8' \
    --header "x-zm-request-timestamp: $2" --header "x-zm-signature: $3" "${@:4}"
}

# signed BODY [CURL-ARGUMENTS…]: as Zoom would, now.
signed() { signed_at "$EPOCHSECONDS" "$@"; }

# signed_at TIMESTAMP BODY [CURL-ARGUMENTS…]
signed_at() { post "$2" "$1" "$(signature "$1" "$2")" "${@:3}"; }

# of_type TYPE BODY: rightly signed.
of_type() {
  local now=$EPOCHSECONDS
  status --data-binary "@$2" --header "Content-Type: $1" --header "x-zm-request-timestamp: $now" \
    --header "x-zm-signature: $(signature "$now" "$2")"
}

# validate BODY PLAIN-TOKEN
validate() {
  local now=$EPOCHSECONDS answer hash
  answer=$("${curl[@]}" --write-out ' %{http_code}' --data-binary "@$1" --header 'Content-Type: application/json' \
    --header "x-zm-request-timestamp: $now" --header "x-zm-signature: $(signature "$now" "$1")" "$url") || true
  hash=$(printf '%s' "$2" | openssl dgst -sha256 -hmac "$secret")
  if [[ $answer == "{\"plainToken\":\"$2\",\"encryptedToken\":\"${hash##* }\"} 200" ]]; then
    echo 200
  else
    echo "wrong-answer:${answer// /_}"
  fi
}

# asking BODY: sends the body only when told to go on.
asking() {
  local got
  got=$(signed "$1" --header 'Expect: 100-continue' --expect100-timeout 6 --write-out '%{http_code}:%{size_upload}')
  # Not a byte was asked for.
  echo "${got%:0}"
}

# in_plain_http: at the port for https.
in_plain_http() {
  local url="http://$host$path"
  status
}

# head_of BODY [HEADER…]: a signed request up to its body, as bytes.
head_of() {
  local now=$EPOCHSECONDS header
  printf 'POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n' "$path" "$host"
  printf 'x-zm-request-timestamp: %s\r\nx-zm-signature: %s\r\n' "$now" "$(signature "$now" "$1")"
  for header in "${@:2}"; do printf '%s\r\n' "$header"; done
  printf '\r\n'
}

first_status() { if [[ $1 =~ ^HTTP/1\.[01]\ ([0-9]{3}) ]]; then echo "${BASH_REMATCH[1]}"; else echo none; fi; }

# raw FILE: these bytes, whatever they are.
raw() {
  local line answer='' talk=''
  if [[ $scheme == https ]]; then
    exec {line}< <(exec timeout 5 "${tls[@]}" <"$1" 2>/dev/null)
    talk=$!
  else
    exec {line}<>"/dev/tcp/${connect%:*}/${connect##*:}"
    cat "$1" >&"$line"
  fi
  IFS= read -r -t 5 answer <&"$line" || true
  # The answer is here; the connection may stay for seconds.
  if [[ -n $talk ]]; then kill "$talk" 2>/dev/null || true; fi
  exec {line}>&-
  first_status "$answer"
}

# slowly SECONDS FILE TEXT: these bytes, then the text again and again, twice a second; what comes within that time.
slowly() {
  local line answer='' drip
  exec {line}<>"/dev/tcp/${connect%:*}/${connect##*:}"
  cat "$2" >&"$line"
  (while sleep 0.5 && printf '%b' "$3"; do :; done) >&"$line" 2>/dev/null &
  drip=$!
  IFS= read -r -t "$1" answer <&"$line" || true
  kill "$drip" 2>/dev/null || true
  wait "$drip" 2>/dev/null || true
  exec {line}>&-
  first_status "$answer"
}

# --- What must come of it

wrong=0
# kind NAME EXPECTED EXPECTED-BY-HTTPS COMMAND…: "-" = makes no sense there.
kind() {
  local name=$1 expected=$2 got
  if [[ $scheme == https ]]; then expected=$3; fi
  if [[ $expected == - ]]; then return 0; fi
  got=$("${@:4}")
  if [[ $got == "$expected" ]]; then
    echo "ok $name $expected $got"
  else
    wrong=1
    echo "WRONG $name $expected $got"
    return 1
  fi
}
# A wrong kind is counted, and the next one tried all the same.
try() { kind "$@" || true; }

cd "$folder"
event callee_ringing 1 >ringing
event callee_answered 1 answer_start_time >answered
event callee_ended 1 call_end_time >ended
event callee_ringing 2 >in-chunks
event callee_ringing 3 >asked-first
event callee_ringing 99 >forged
sed 's/+819012345678/+819012345679/' forged >altered
token=$(openssl rand -hex 11)
printf '{"event":"endpoint.url_validation","payload":{"plainToken":"%s"},"event_ts":%s}' "$token" "$(date +%s%3N)" >question
printf 'event=phone.callee_ringing' >form
: >empty
# 300,000 bytes, more than the limit; and one byte more than it, which is read to its end before it is refused.
printf '"%0299998d"' 0 >large
printf '"%0262143d"' 0 >too-large

head_of forged "Content-Length: $(wc -c <forged)" >slow-body
head -c 120 slow-body >slow-head
head_of forged "Content-Length: $(wc -c <forged)" 'Transfer-Encoding: chunked' >two-lengths
printf '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 no HTTP\r\n\r\n' >not-http

# They take as long as the listener lets them: beside the others. The first must be over before the limit of the second.
kind slow-head 408 - slowly 9 slow-head 'X-Slow: y\r\n' &
slow=($!)
kind slow-body 408 - slowly 14 slow-body 'x' &
slow+=($!)

try validation 200 200 validate question "$token"
try validation-again 200 200 validate question "$token"

taken_at=$EPOCHSECONDS
taken=$(signature "$taken_at" ringing)
try ringing 204 204 post ringing "$taken_at" "$taken"
try answered 204 204 signed answered
try ended 204 204 signed ended
try in-chunks 204 204 signed in-chunks --header 'Transfer-Encoding: chunked'
try asked-first 204 204 signed asked-first --header 'Expect: 100-continue'
try replay 204 204 post ringing "$taken_at" "$taken"

try other-path 404 404 signed forged --request-target /elsewhere
try path-with-slash 404 404 signed forged --request-target "$path/"
try get 405 405 status
try put 405 405 signed forged --request PUT
try plain-text 415 415 of_type text/plain forged
try web-form 415 415 of_type application/x-www-form-urlencoded forged
try compressed 415 415 signed forged --header 'Content-Encoding: gzip'
try no-signature 401 401 post forged "$EPOCHSECONDS" ''
try no-timestamp 401 401 post forged '' "$(signature "$EPOCHSECONDS" forged)"
try two-signatures 401 401 signed forged --header "x-zm-signature: v0=$(printf '%064d' 0)"
try other-secret 401 401 post forged "$EPOCHSECONDS" "$(signature "$EPOCHSECONDS" forged "not-$secret")"
try other-bytes 401 401 post altered "$EPOCHSECONDS" "$(signature "$EPOCHSECONDS" forged)"
try old 401 401 signed_at $((EPOCHSECONDS - 360)) forged
try ahead 401 401 signed_at $((EPOCHSECONDS + 360)) forged
try no-number-for-time 401 401 signed_at now forged
try unsigned-validation 401 401 post question "$EPOCHSECONDS" ''
try no-json 400 400 signed form
try empty 400 400 signed empty
try announced-too-large 413 413 signed large --max-time 3
try asking-with-too-large 413 413 asking large
try chunks-too-large 413 413 signed too-large --header 'Transfer-Encoding: chunked'
try head-too-large 431 400 signed forged --header "X-Long: $(printf '%09000d' 0)"
try two-lengths 400 400 raw two-lengths
try not-http 400 400 raw not-http
try plain-http-to-https - 400 in_plain_http
# The client breaks off: no answer, and nothing to tell.
try body-cut-short none none signed forged --header 'Content-Length: 100000' --max-time 0.5

for job in "${slow[@]}"; do wait "$job" || wrong=1; done
exit "$wrong"
