module github.com/sartor-cv/sartor/libs

go 1.26.0
