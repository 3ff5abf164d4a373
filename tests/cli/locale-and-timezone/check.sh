set -e
for text in 09 ABab aAbB; do
  find .reprovip/objects -type f -exec cat {} + | grep -q "$text"
done
