-- What each client of the mariadb trace asks, over and over.
SELECT id, title, price FROM article WHERE MATCH (title) AGAINST ('blue lamp') ORDER BY price LIMIT 10;
SELECT title, price, stock, JSON_VALUE(properties, '$.weight') FROM article WHERE id = 42;
INSERT INTO basket VALUES (CONNECTION_ID(), 42, 1), (CONNECTION_ID(), 17, 2);
SELECT b.amount, a.title, a.price * b.amount AS total FROM basket b JOIN article a ON a.id = b.article
  WHERE b.session = CONNECTION_ID();
START TRANSACTION;
INSERT INTO purchase (customer, bought, state) VALUES (1 + CONNECTION_ID() % 400, '2024-05-01 12:00:00', 'new');
INSERT INTO line SELECT LAST_INSERT_ID(), b.article, SUM(b.amount), a.price FROM basket b
  JOIN article a ON a.id = b.article WHERE b.session = CONNECTION_ID() GROUP BY b.article;
DELETE FROM basket WHERE session = CONNECTION_ID();
COMMIT;
SELECT c.city, COUNT(DISTINCT c.id) AS customers, SUM(l.amount * l.price) AS turnover FROM customer c
  JOIN purchase p ON p.customer = c.id JOIN line l ON l.purchase = p.id
  WHERE p.bought BETWEEN '2023-02-01' AND '2023-02-08' GROUP BY c.city HAVING turnover > 100 ORDER BY turnover DESC;
SELECT name, city, notes FROM customer WHERE city LIKE 'city 1%' AND name > 'customer 5' ORDER BY name LIMIT 20;
UPDATE customer SET notes = CONCAT(LEFT(notes, 100), ' seen') WHERE id = 1 + CONNECTION_ID() % 400;
WITH day AS (SELECT DATE(bought) AS d, COUNT(*) AS n FROM purchase WHERE bought < '2023-01-20' GROUP BY d)
  SELECT d, n, SUM(n) OVER (ORDER BY d ROWS 6 PRECEDING) AS week, RANK() OVER (ORDER BY n DESC) AS place FROM day;
SELECT title FROM article WHERE price < 10 AND JSON_CONTAINS(properties, '"a"', '$.colours') UNION
  SELECT title FROM article WHERE id IN (SELECT article FROM line WHERE purchase BETWEEN 100 AND 110);
SELECT GROUP_CONCAT(title ORDER BY title SEPARATOR ', ') FROM article WHERE title REGEXP '^(red|small) (cup|door)';
SHOW STATUS LIKE 'Threads%';
