od -An -N8 -tx8 /dev/urandom > result.txt
