cat in/image/* > result.txt
