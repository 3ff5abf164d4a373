if [ "$1" = s2 ]; then
  echo "cannot read the image of $1" >&2
  exit 7
fi
echo "$1" > result.txt
