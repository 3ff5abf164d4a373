echo "$1" >result.txt
