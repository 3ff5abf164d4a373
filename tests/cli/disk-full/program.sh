head -c 8000000 /dev/urandom > result.txt
